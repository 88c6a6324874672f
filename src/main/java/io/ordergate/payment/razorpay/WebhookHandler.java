package io.ordergate.payment.razorpay;

import java.util.Objects;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of what providers tell by themselves: the body is kept as it came, since that is what is signed. */
@Component
public class WebhookHandler {

    private static final int LONGEST_BODY = 256 * 1024;

    private final RazorpayWebhook razorpay;

    WebhookHandler(RazorpayWebhook razorpay) {
        this.razorpay = razorpay;
    }

    public Mono<ServerResponse> razorpay(ServerRequest request) {
        return body(request)
                .flatMap(body -> razorpay.take(
                        body, header(request, "X-Razorpay-Signature"), header(request, "x-razorpay-event-id")))
                .then(ServerResponse.ok().build());
    }

    private static String header(ServerRequest request, String name) {
        return Objects.requireNonNullElse(request.headers().firstHeader(name), "");
    }

    private static Mono<byte[]> body(ServerRequest request) {
        return DataBufferUtils.join(request.body(BodyExtractors.toDataBuffers()), LONGEST_BODY)
                .map(WebhookHandler::bytes)
                .defaultIfEmpty(new byte[0]);
    }

    private static byte[] bytes(DataBuffer buffer) {
        var bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
