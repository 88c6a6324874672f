package io.ordergate.identity.signin;

import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.request.Languages;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddresses;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the code that confirms a change of an account. */
@Component
class ConfirmationHandler {

    private final Confirmations confirmations;
    private final ClientAddresses addresses;

    ConfirmationHandler(Confirmations confirmations, ClientAddresses addresses) {
        this.confirmations = confirmations;
        this.addresses = addresses;
    }

    /** Sends a code to the phone of the account. */
    Mono<ServerResponse> start(ServerRequest request) {
        var key = IdempotencyKey.of(request);
        return Caller.account(request)
                .flatMap(account -> confirmations.start(account, Languages.of(request), key, addresses.of(request)))
                .doOnNext(
                        sent -> IdempotencyKey.markReplay(request, sent.getT2().isReplay()))
                .doOnNext(sent ->
                        RateLimitFilters.markUnsent(request, !sent.getT2().isSent()))
                .map(sent -> OtpSent.of(sent.getT1().phone(), sent.getT2()))
                .flatMap(ServerResponse.accepted()::bodyValue);
    }
}
