package io.ordergate.sms;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.ordergate.support.HttpClients;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;

/** HTTP to the providers. */
@Component
class ProviderHttp {

    private static final int LONGEST_ANSWER = 64 * 1024;

    private final SmsSettings settings;
    private final HttpClients clients;

    ProviderHttp(SmsSettings settings, HttpClients clients) {
        this.settings = settings;
        this.clients = clients;
    }

    /** A client with connections of its own. */
    HttpClient client(String provider) {
        return clients.client("sms-" + provider, settings.connections(), settings.waiting(), settings.timeout());
    }

    /** Posts a body and reads the answer. What goes wrong on the way is a result too. */
    static Mono<SmsResult> post(
            HttpClient client,
            String url,
            Consumer<HttpHeaders> headers,
            String body,
            Function<HttpAnswer, SmsResult> reader) {
        return exchange(client, url, headers, body).map(reader).onErrorResume(error -> Mono.just(result(error)));
    }

    /** Posts a body and reads the answer. */
    static Mono<HttpAnswer> exchange(HttpClient client, String url, Consumer<HttpHeaders> headers, String body) {
        return client.headers(headers)
                .post()
                .uri(url)
                .send(ByteBufMono.fromString(Mono.just(body)))
                .response(ProviderHttp::answer)
                .single();
    }

    /** What an exchange without an answer means for a code that was to be compared. */
    static CodeCheck check(Throwable error) {
        return result(error).outcome() == SmsOutcome.UNKNOWN ? CodeCheck.UNKNOWN : CodeCheck.UNAVAILABLE;
    }

    private static Mono<HttpAnswer> answer(HttpClientResponse response, ByteBufFlux content) {
        var retryAfter = response.responseHeaders().get(HttpHeaderNames.RETRY_AFTER, "");
        return HttpClients.text(content, LONGEST_ANSWER)
                .map(body -> new HttpAnswer(response.status().code(), retryAfter, body));
    }

    private static SmsResult result(Throwable error) {
        var reason = error.getClass().getSimpleName();
        if (error instanceof PoolAcquirePendingLimitException || error instanceof TimeoutException) {
            return SmsResult.refused(SmsOutcome.THROTTLED, "busy"); // our own bound, no fault of the provider
        }
        return SmsResult.refused(HttpClients.isUnsent(error) ? SmsOutcome.UNAVAILABLE : SmsOutcome.UNKNOWN, reason);
    }
}
