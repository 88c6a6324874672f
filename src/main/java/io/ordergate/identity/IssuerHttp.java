package io.ordergate.identity;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.ordergate.support.HttpClients;
import io.ordergate.support.Timeouts;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;

/** HTTP to those who say who somebody is: few connections, short waits, small answers, no redirects. */
@Component
class IssuerHttp {

    private static final int LONGEST_ANSWER = 256 * 1024;
    private static final int CONNECTIONS = 50;
    private static final int WAITING = 200;

    private final HttpClient client;
    private final Duration patience;

    /**
     * What came back.
     *
     * @param cacheControl the header of that name, empty without one
     */
    record Answer(int status, String cacheControl, String body) {}

    IssuerHttp(FederationSettings settings, HttpClients clients) {
        this.patience = settings.timeout();
        this.client = clients.client("issuers", CONNECTIONS, WAITING, patience)
                .headers(headers -> headers.set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON));
    }

    Mono<Answer> get(String url) {
        return patient(client.get().uri(url).response(IssuerHttp::answer).single());
    }

    Mono<Answer> post(String url, String json) {
        return patient(
                client.headers(headers -> headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON))
                        .post()
                        .uri(url)
                        .send(ByteBufMono.fromString(Mono.just(json)))
                        .response(IssuerHttp::answer)
                        .single());
    }

    private Mono<Answer> patient(Mono<Answer> call) {
        return Timeouts.after(patience, call);
    }

    private static Mono<Answer> answer(HttpClientResponse response, ByteBufFlux content) {
        var caching = response.responseHeaders().get(HttpHeaderNames.CACHE_CONTROL, "");
        return HttpClients.text(content, LONGEST_ANSWER)
                .map(body -> new Answer(response.status().code(), caching, body));
    }
}
