package io.ordergate.payment.razorpay;

import io.ordergate.payment.CallbackHandler;
import io.ordergate.payment.PaymentHandler;
import io.ordergate.support.http.Forms;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.KnownFieldsOnly;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.PlainText;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of Razorpay's checkout and webhooks. The body of a webhook stays as it came, since those bytes are signed. */
@Component
class RazorpayHandler {

    private static final int LONGEST_BODY = 256 * 1024;
    private static final int LONGEST_FORM = 64 * 1024;

    private final RazorpayCheckout checkout;
    private final RazorpayWebhook webhook;
    private final PaymentHandler payments;
    private final CallbackHandler callbacks;
    private final RequestBodies bodies;

    RazorpayHandler(
            RazorpayCheckout checkout,
            RazorpayWebhook webhook,
            PaymentHandler payments,
            CallbackHandler callbacks,
            RequestBodies bodies) {
        this.callbacks = callbacks;
        this.checkout = checkout;
        this.webhook = webhook;
        this.payments = payments;
        this.bodies = bodies;
        bodies.prepare(ConfirmRequest.class);
    }

    Mono<ServerResponse> confirm(ServerRequest request) {
        QueryParameters.none(request);
        return bodies.read(request, ConfirmRequest.class)
                .zipWith(Caller.of(request))
                .flatMap(call -> checkout.confirm(
                        PathIds.of(request), call.getT2(), call.getT1().result()))
                .then(Mono.defer(() -> payments.show(request)));
    }

    /** A customer whose browser Razorpay's checkout has sent here with a form. */
    Mono<ServerResponse> returned(ServerRequest request) {
        return RequestBodies.raw(request, LONGEST_FORM)
                .map(body -> Forms.decode(new String(body, StandardCharsets.UTF_8)))
                .flatMap(checkout::returned)
                .flatMap(order -> callbacks.answer(request, RazorpayProvider.NAME, order));
    }

    Mono<ServerResponse> webhook(ServerRequest request) {
        return RequestBodies.raw(request, LONGEST_BODY)
                .flatMap(body -> webhook.receive(
                        body, header(request, "X-Razorpay-Signature"), header(request, "x-razorpay-event-id")))
                .then(ServerResponse.ok().build());
    }

    private static String header(ServerRequest request, String name) {
        return Objects.requireNonNullElse(request.headers().firstHeader(name), "");
    }

    @KnownFieldsOnly
    record ConfirmRequest(
            @NotBlank @PlainText @Size(max = 100) Sensitive razorpayPaymentId,
            @NotBlank @PlainText @Size(max = 100) Sensitive razorpayOrderId,
            @NotBlank @PlainText @Size(max = 200) Sensitive razorpaySignature) {

        private RazorpayCheckout.Result result() {
            return new RazorpayCheckout.Result(razorpayOrderId.value(), razorpayPaymentId.value(), razorpaySignature);
        }
    }
}
