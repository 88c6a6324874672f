package io.ordergate.payment.ledger;

import io.ordergate.web.request.KnownFieldsOnly;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.PlainText;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of payments that a person has to look at. */
@Component
public class FlagHandler {

    private final FlagReviews flags;
    private final RequestBodies bodies;

    FlagHandler(FlagReviews flags, RequestBodies bodies) {
        this.flags = flags;
        this.bodies = bodies;
        bodies.prepare(ResolveRequest.class);
    }

    public Mono<ServerResponse> list(ServerRequest request) {
        return flags.open(PageRequest.of(request))
                .map(page -> page.map(FlagView::of))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    public Mono<ServerResponse> resolve(ServerRequest request) {
        QueryParameters.none(request);
        var id = PathIds.of(request);
        return bodies.read(request, ResolveRequest.class)
                .zipWith(Caller.account(request))
                .flatMap(call -> flags.resolve(call.getT1().finding(id, call.getT2())))
                .map(FlagView::of)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    @KnownFieldsOnly
    record ResolveRequest(
            @NotBlank @Size(max = 500) @PlainText String note,
            @Nullable Boolean refunded) {

        private FlagReviews.Finding finding(UUID id, Caller.Account account) {
            return new FlagReviews.Finding(id, account.id(), note.strip(), Boolean.TRUE.equals(refunded));
        }
    }

    record FlagView(
            UUID id,
            UUID paymentId,
            UUID orderId,
            String provider,
            String reason,
            String amount,
            String currency,
            @Nullable Long reportedMinor,
            @Nullable String reportedCurrency,
            @Nullable String transactionId,
            Instant createdAt,
            @Nullable Instant resolvedAt,
            @Nullable String note) {

        static FlagView of(Flag flag) {
            var reported = flag.reported();
            return new FlagView(
                    flag.id(),
                    flag.paymentId(),
                    flag.orderId(),
                    flag.provider(),
                    flag.reason(),
                    flag.charge().decimal(),
                    flag.charge().currency(),
                    reported == null ? null : reported.minor(),
                    reported == null ? null : reported.currency(),
                    flag.transactionId(),
                    flag.createdAt(),
                    flag.resolvedAt(),
                    flag.note());
        }
    }
}
