package io.ordergate.checkout;

import io.ordergate.ordering.model.OrderDraft;
import io.ordergate.ordering.model.OrderDrafts;
import io.ordergate.ordering.model.OrderForm;
import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.support.Amounts;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.attempt.Session;
import io.ordergate.verification.attempt.TypedCode;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.request.Languages;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.ClientAddresses;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the checkout. */
@Component
class CheckoutHandler {

    private final Checkouts checkouts;
    private final OrderDrafts drafts;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    CheckoutHandler(Checkouts checkouts, OrderDrafts drafts, RequestBodies bodies, ClientAddresses addresses) {
        this.checkouts = checkouts;
        this.drafts = drafts;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(OrderForm.class, ResendRequest.class, VerifyRequest.class);
    }

    Mono<ServerResponse> initiate(ServerRequest request) {
        var key = IdempotencyKey.of(request);
        return bodies.read(request, OrderForm.class, OrderForm.ByGuest.class)
                .flatMap(form -> initiate(request, draft(request, form, key), form, key))
                .flatMap(answer -> ServerResponse.accepted().bodyValue(answer));
    }

    /** The session, with the prices that the order of the session has: they may be those of the request that this one repeats. */
    private Mono<InitiateResponse> initiate(
            ServerRequest request, Mono<OrderDraft> draft, OrderForm form, @Nullable IdempotencyKey key) {
        var languages = Languages.of(request, form.language());
        return draft.zipWhen(order -> checkouts.initiate(order, languages, key, addresses.of(request)))
                .doOnNext(started ->
                        IdempotencyKey.markReplay(request, started.getT2().isReplay()))
                .doOnNext(started ->
                        RateLimitFilters.markUnsent(request, !started.getT2().isSent()))
                .flatMap(started -> asInitiated(started.getT1(), started.getT2(), draft)
                        .map(order -> InitiateResponse.of(order, started.getT2())));
    }

    private Mono<OrderDraft> draft(ServerRequest request, OrderForm form, @Nullable IdempotencyKey key) {
        var address = addresses.of(request);
        return drafts.of(form, phone -> checkouts.earlier(phone, key, address));
    }

    private static Mono<OrderDraft> asInitiated(OrderDraft order, Session session, Mono<OrderDraft> again) {
        return order.asked() != null && session.isReplay() ? again : Mono.just(order);
    }

    /** The body is an order with the token of its session, so that both are read from the same bytes. */
    Mono<ServerResponse> change(ServerRequest request) {
        return request.bodyToMono(byte[].class)
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> change(
                        request,
                        bodies.parse(request, body, ResendRequest.class).sessionToken(),
                        bodies.parse(request, body, OrderForm.class)))
                .flatMap(answer -> ServerResponse.ok().bodyValue(answer));
    }

    private Mono<InitiateResponse> change(ServerRequest request, Sensitive sessionToken, OrderForm form) {
        var languages = Languages.of(request, form.language());
        return drafts.of(form, phone -> Mono.empty())
                .zipWhen(draft -> checkouts.change(sessionToken, draft, languages, addresses.of(request)))
                .map(changed -> InitiateResponse.of(
                        "The order is changed. Its code stays the same.", changed.getT1(), changed.getT2()));
    }

    Mono<ServerResponse> resendCode(ServerRequest request) {
        return bodies.read(request, ResendRequest.class)
                .flatMap(body -> checkouts.resend(body.sessionToken(), addresses.of(request)))
                .flatMap(session -> ServerResponse.accepted().bodyValue(ResendResponse.of(session)));
    }

    Mono<ServerResponse> verify(ServerRequest request) {
        var key = IdempotencyKey.of(request);
        return bodies.read(request, VerifyRequest.class)
                .flatMap(body -> checkouts.verify(
                        body.sessionToken(), TypedCode.of("pin_code", body.pinCode()), key, addresses.of(request)))
                .doOnNext(placed -> IdempotencyKey.markReplay(request, placed.isReplay()))
                .flatMap(this::created);
    }

    private Mono<ServerResponse> created(PlacedOrder placed) {
        var order = placed.order();
        return ServerResponse.created(URI.create("/api/v1/orders/" + order.id()))
                .eTag("\"" + order.version() + "\"")
                .bodyValue(VerifyResponse.of(placed));
    }

    record ResendRequest(@NotBlank Sensitive sessionToken) {}

    record VerifyRequest(
            @NotBlank Sensitive sessionToken,

            @NotNull @Size(max = 64) Sensitive pinCode) {}

    record InitiateResponse(
            String message,
            Sensitive sessionToken,
            long expiresInSeconds,
            long resendInSeconds,
            String totalAmount,
            @Nullable String deliveryAmount,
            String currency) {

        static InitiateResponse of(OrderDraft draft, Session session) {
            return of("A code was sent to " + draft.requirePhone().masked() + ".", draft, session);
        }

        static InitiateResponse of(String message, OrderDraft draft, Session session) {
            var delivery = draft.delivery();
            return new InitiateResponse(
                    message,
                    session.token(),
                    session.expiresIn().toSeconds(),
                    session.resendIn().toSeconds(),
                    Amounts.text(draft.total()),
                    delivery == null ? null : Amounts.text(delivery),
                    draft.total().getCurrencyUnit().getCode());
        }
    }

    record ResendResponse(String message, long expiresInSeconds, long resendInSeconds, int sendsRemaining) {

        static ResendResponse of(Session session) {
            return new ResendResponse(
                    "The code was sent again.",
                    session.expiresIn().toSeconds(),
                    session.resendIn().toSeconds(),
                    session.sendsRemaining());
        }
    }
}
