package io.ordergate.payment.mpesa;

import io.ordergate.payment.provider.PaymentServers;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The token for calls to M-Pesa. It lasts an hour; a node gets one at a time, for all of its calls. */
@Component
class MpesaTokens {

    private static final Duration MARGIN = Duration.ofMinutes(1);
    private static final int USUAL_LIFE = 3_599;

    private final MpesaSettings settings;
    private final RemoteServer server;
    private final Clock clock;
    private final AtomicReference<Sensitive> refused = new AtomicReference<>(Sensitive.NONE);
    private final Mono<Token> current;

    private record Token(Sensitive text, Instant staleAt) {}

    MpesaTokens(MpesaSettings settings, PaymentServers servers, Clock clock) {
        this.settings = settings;
        this.server = servers.server(MpesaProvider.NAME + "-token");
        this.clock = clock;
        this.current = Mono.defer(this::granted).cacheInvalidateIf(this::isUseless);
    }

    /** A token that should be valid; empty when there is none now. */
    Mono<Sensitive> current() {
        return current.map(Token::text).onErrorResume(IllegalStateException.class, none -> Mono.empty());
    }

    /** Another token than this one, which M-Pesa has refused. */
    Mono<Sensitive> other(Sensitive token) {
        refused.set(token);
        return current();
    }

    private Mono<Token> granted() {
        var credentials =
                settings.consumerKey().value() + ":" + settings.consumerSecret().value();
        var call = RemoteCall.get("token", settings.url() + "/oauth/v1/generate?grant_type=client_credentials")
                .with(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        return server.ask(call).map(this::token);
    }

    private Token token(RemoteAnswer answer) {
        var text = answer.json().path("access_token").asString("");
        if (!answer.isSuccess() || text.isEmpty()) {
            throw new IllegalStateException("no token: " + answer.reason());
        }
        var life = Duration.ofSeconds(answer.json().path("expires_in").asInt(USUAL_LIFE));
        return new Token(Sensitive.of(text), clock.instant().plus(life).minus(MARGIN));
    }

    private boolean isUseless(Token token) {
        return token.text().equals(refused.get()) || !token.staleAt().isAfter(clock.instant());
    }
}
