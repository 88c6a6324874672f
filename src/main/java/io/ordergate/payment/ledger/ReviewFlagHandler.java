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

/** HTTP of review flags. */
@Component
class ReviewFlagHandler {

    private final Reviews reviews;
    private final RequestBodies bodies;

    ReviewFlagHandler(Reviews reviews, RequestBodies bodies) {
        this.reviews = reviews;
        this.bodies = bodies;
        bodies.prepare(ResolveRequest.class);
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return reviews.open(PageRequest.of(request))
                .map(page -> page.map(ReviewFlagView::of))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> resolve(ServerRequest request) {
        QueryParameters.none(request);
        var id = PathIds.of(request);
        return bodies.read(request, ResolveRequest.class)
                .zipWith(Caller.account(request))
                .flatMap(call -> reviews.resolve(call.getT1().resolution(id, call.getT2())))
                .map(ReviewFlagView::of)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    @KnownFieldsOnly
    record ResolveRequest(
            @NotBlank @Size(max = 500) @PlainText String note,
            @Nullable Boolean refunded) {

        private Reviews.Resolution resolution(UUID id, Caller.Account account) {
            return new Reviews.Resolution(id, account.id(), note.strip(), Boolean.TRUE.equals(refunded));
        }
    }

    record ReviewFlagView(
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

        static ReviewFlagView of(ReviewFlag flag) {
            var reported = flag.reported();
            return new ReviewFlagView(
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
