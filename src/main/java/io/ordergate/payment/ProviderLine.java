package io.ordergate.payment;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.ordergate.support.HttpClients;
import io.ordergate.support.Timeouts;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;

/** The line to one provider: calls with patience, behind its circuit breaker. What goes wrong is an answer too. */
class ProviderLine {

    private static final int LONGEST_ANSWER = 256 * 1024;
    private static final Logger log = LoggerFactory.getLogger(ProviderLine.class);

    private final String provider;
    private final HttpClient client;
    private final CircuitBreaker breaker;
    private final Duration patience;
    private final MeterRegistry registry;

    /**
     * A call.
     *
     * @param name what it is, in the log and in meters
     * @param body JSON; empty for none
     */
    record Call(String name, HttpMethod method, String url, Consumer<HttpHeaders> headers, String body) {

        static Call get(String name, String url, Consumer<HttpHeaders> headers) {
            return new Call(name, HttpMethod.GET, url, headers, "");
        }

        static Call post(String name, String url, Consumer<HttpHeaders> headers, String body) {
            return new Call(name, HttpMethod.POST, url, headers, body);
        }

        @Override
        public String toString() {
            return "Call[" + name + "]";
        }
    }

    ProviderLine(
            String provider, HttpClient client, CircuitBreaker breaker, Duration patience, MeterRegistry registry) {
        this.provider = provider;
        this.client = client;
        this.breaker = breaker;
        this.patience = patience;
        this.registry = registry;
    }

    /** Asks once. Never an error. */
    Mono<ProviderAnswer> ask(Call call) {
        return ask(call, patience);
    }

    Mono<ProviderAnswer> ask(Call call, Duration longest) {
        return Mono.defer(() -> breaker.tryAcquirePermission()
                ? attempt(call, longest)
                : Mono.just(ProviderAnswer.unsent("not-asked")));
    }

    private Mono<ProviderAnswer> attempt(Call call, Duration longest) {
        var began = System.nanoTime();
        return Timeouts.after(longest, exchange(call))
                .defaultIfEmpty(ProviderAnswer.silent("empty"))
                .onErrorResume(error -> Mono.just(failed(error)))
                .doOnNext(answer -> note(call, answer, System.nanoTime() - began))
                .doOnCancel(breaker::releasePermission);
    }

    private Mono<ProviderAnswer> exchange(Call call) {
        return client.headers(headers -> call.headers()
                        .accept(headers.set(HttpHeaderNames.ACCEPT, "application/json")
                                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")))
                .request(call.method())
                .uri(call.url())
                .send(ByteBufMono.fromString(call.body().isEmpty() ? Mono.empty() : Mono.just(call.body())))
                .response(ProviderLine::answer)
                .single();
    }

    private void note(Call call, ProviderAnswer answer, long nanoseconds) {
        breaker.onResult(nanoseconds, TimeUnit.NANOSECONDS, answer);
        registry.timer("ordergate.payment.calls", "provider", provider, "call", call.name(), "result", result(answer))
                .record(nanoseconds, TimeUnit.NANOSECONDS);
        if (!answer.isSuccess()) {
            log.warn("{} answered {} with {}", provider, call.name(), answer.reason());
        }
    }

    private static String result(ProviderAnswer answer) {
        return answer.status() > 0 ? answer.status() / 100 + "xx" : answer.status() == 0 ? "unsent" : "silent";
    }

    private static Mono<ProviderAnswer> answer(HttpClientResponse response, ByteBufFlux content) {
        return HttpClients.text(content, LONGEST_ANSWER)
                .map(body -> ProviderAnswer.of(response.status().code(), body));
    }

    private static ProviderAnswer failed(Throwable error) {
        var reason = error.getClass().getSimpleName();
        return HttpClients.isUnsent(error) ? ProviderAnswer.unsent(reason) : ProviderAnswer.silent(reason);
    }
}
