package io.ordergate.payment.mpesa;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.AddressRanges;
import io.ordergate.web.security.ClientAddresses;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of M-Pesa's callbacks, from the addresses that may send them. */
@Component
class MpesaHandler {

    private static final int LONGEST_BODY = 64 * 1024;
    private static final Map<String, Object> ACCEPTED = Map.of("ResultCode", 0, "ResultDesc", "Accepted");

    private final MpesaCallbacks callbacks;
    private final MpesaReversals reversals;
    private final ClientAddresses addresses;
    private final boolean open;
    private final AddressRanges allowed;

    MpesaHandler(
            MpesaCallbacks callbacks, MpesaReversals reversals, ClientAddresses addresses, MpesaSettings settings) {
        this.callbacks = callbacks;
        this.reversals = reversals;
        this.addresses = addresses;
        this.open = settings.callbackAddresses().stream().allMatch(String::isBlank);
        this.allowed = AddressRanges.of("MPESA_CALLBACK_ADDRESSES", settings.callbackAddresses());
    }

    Mono<ServerResponse> payment(ServerRequest request) {
        return body(request)
                .flatMap(body -> callbacks.receive(PathIds.of(request), key(request), body))
                .then(ServerResponse.ok().bodyValue(ACCEPTED));
    }

    Mono<ServerResponse> refund(ServerRequest request) {
        var target = new MpesaReversals.Target(
                PathIds.of(request), PathIds.of(request, "refund"), key(request), request.pathVariable("kind"));
        return body(request)
                .flatMap(body -> reversals.receive(target, body))
                .then(ServerResponse.ok().bodyValue(ACCEPTED));
    }

    private static Sensitive key(ServerRequest request) {
        return Sensitive.of(request.pathVariable("key"));
    }

    /** The body of a call from an address that may send it. Errors: {@code forbidden}. */
    private Mono<byte[]> body(ServerRequest request) {
        var address = open ? null : AddressRanges.address(addresses.of(request).value());
        return open || (address != null && allowed.contain(address))
                ? RequestBodies.raw(request, LONGEST_BODY)
                : Mono.error(() -> Failure.of(ProblemCode.FORBIDDEN, "This address may not call."));
    }
}
