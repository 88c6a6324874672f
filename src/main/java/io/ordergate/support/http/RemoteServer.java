package io.ordergate.support.http;

import io.netty.buffer.ByteBuf;
import io.ordergate.support.database.Timeouts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;

/**
 * Another server, as this service calls it. Each call is made once, follows no redirect and ends within a time limit; what
 * goes wrong is an answer too.
 */
public final class RemoteServer {

    private final HttpClient client;
    private final Duration timeout;
    private final BodyReader reader;
    private final @Nullable CallWatch watch;

    /** What becomes of the body of an answer. */
    interface BodyReader {

        Mono<String> read(ByteBufFlux content);

        /** The whole body. Errors: {@link IllegalStateException} for one that is longer than this. */
        static BodyReader whole(int longest) {
            return content -> content.asByteArray()
                    .collect(ByteArrayOutputStream::new, (body, part) -> append(body, part, longest))
                    .map(body -> body.toString(StandardCharsets.UTF_8));
        }

        /** Nothing: nobody reads the body, and more of it than this ends the connection. */
        static BodyReader discarding(int longest) {
            return content -> content.map(ByteBuf::readableBytes)
                    .scan(0, Integer::sum)
                    .takeUntil(read -> read > longest)
                    .then(Mono.just(""));
        }

        private static void append(ByteArrayOutputStream body, byte[] part, int longest) {
            if (body.size() + part.length > longest) {
                throw new IllegalStateException("The answer is too long");
            }
            body.writeBytes(part);
        }
    }

    RemoteServer(HttpClient client, Duration timeout, BodyReader reader, @Nullable CallWatch watch) {
        this.client = client;
        this.timeout = timeout;
        this.reader = reader;
        this.watch = watch;
    }

    /** Calls once. Never an error. */
    public Mono<RemoteAnswer> ask(RemoteCall call) {
        return ask(call, timeout);
    }

    /** Calls once and waits that long. Never an error. */
    public Mono<RemoteAnswer> ask(RemoteCall call, Duration longest) {
        var answer = Timeouts.after(longest, exchange(call))
                .onErrorResume(TimeoutException.class, late -> Mono.just(RemoteAnswer.timeout()));
        return watch == null ? answer : watch.watch(call, answer);
    }

    /** What fails before the request is handed to the connection has surely not been taken. After that, nobody knows. */
    private Mono<RemoteAnswer> exchange(RemoteCall call) {
        return Mono.defer(() -> {
            var sent = new AtomicBoolean();
            return client.doOnRequest((request, connection) -> sent.set(true))
                    .headers(headers -> call.headers().forEach(headers::set))
                    .request(call.method())
                    .uri(call.url())
                    .send(ByteBufMono.fromString(Mono.just(call.body()).filter(body -> !body.isEmpty())))
                    .response((response, content) -> reader.read(content)
                            .map(body -> RemoteAnswer.of(response.status().code(), response.responseHeaders(), body)))
                    .single()
                    .onErrorResume(error -> Mono.just(RemoteAnswer.failed(error, sent.get())));
        });
    }
}
