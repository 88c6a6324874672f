package io.ordergate.notification.webhook;

import io.ordergate.support.http.Fault;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.http.RemoteServers;
import io.ordergate.web.security.PublicAddresses;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Calls the addresses of shops, if these are public ones. */
@Component
class WebhookClient {

    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final RemoteServer shops;
    private final Clock clock;

    WebhookClient(ShopWebhookSettings settings, RemoteServers servers, Clock clock) {
        this.shops = servers.anywhere(
                settings.timeout(),
                LONGEST_ANSWER,
                address -> settings.allowPrivate() || PublicAddresses.contain(address));
        this.clock = clock;
    }

    /** Posts JSON. A failure is an answer too, never an error. */
    Mono<WebhookAnswer> post(String url, Map<String, String> headers, String body) {
        return shops.ask(RemoteCall.post("webhook", url, "application/json", body)
                        .with(headers))
                .map(this::answer);
    }

    private WebhookAnswer answer(RemoteAnswer answer) {
        if (answer.fault() != Fault.NONE) {
            return WebhookAnswer.none(answer.fault().id());
        }
        var wait = answer.retryAfter(clock.instant());
        return WebhookAnswer.of(answer.status(), wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }
}
