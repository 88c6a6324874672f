package io.ordergate.payment.bkash;

import io.ordergate.payment.bkash.TokenRepository.Token;
import io.ordergate.payment.provider.PaymentServers;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.support.LenientJson;
import io.ordergate.support.Uncancellable;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * The token for calls to bKash. bKash blocks a merchant for an hour after more than two token calls an hour, so that all nodes
 * share one token in the database: one node at a time gets a new one, while the others wait for it.
 */
@Component
class BkashTokens {

    private static final Duration MARGIN = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(200);

    private final BkashSettings settings;
    private final TokenRepository tokens;
    private final RemoteServer server;
    private final Duration patience;
    private final JsonMapper json;
    private final Clock clock;
    private final AtomicReference<@Nullable Token> known = new AtomicReference<>();

    BkashTokens(
            BkashSettings settings,
            TokenRepository tokens,
            PaymentSettings payments,
            PaymentServers servers,
            JsonMapper json,
            Clock clock) {
        this.settings = settings;
        this.tokens = tokens;
        this.server = servers.server(BkashProvider.NAME + "-token");
        this.patience = payments.timeout();
        this.json = json;
        this.clock = clock;
    }

    /** A token that should be valid; empty when there is none now. */
    Mono<Token> current() {
        var token = known.get();
        return token != null && isFresh(token)
                ? Mono.just(token)
                : tokens.find(BkashProvider.NAME)
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty())
                        .flatMap(this::usable);
    }

    /** Another token than this one, which bKash has refused. */
    Mono<Token> other(Token refused) {
        known.compareAndSet(refused, null);
        return newerThan(refused.version());
    }

    private Mono<Token> usable(Optional<Token> found) {
        var token = found.filter(each -> isFresh(each) && !each.text().value().isEmpty());
        return token.isPresent()
                ? Mono.just(token.get()).doOnNext(known::set)
                : newerThan(found.filter(each -> each.text().value().isEmpty())
                        .map(Token::version)
                        .orElse(-1));
    }

    /** A token newer than this version, which this or another node gets. */
    private Mono<Token> newerThan(int version) {
        var glances = Math.toIntExact(patience.dividedBy(GLANCE));
        return stored(version)
                .switchIfEmpty(Mono.defer(() -> Uncancellable.from(granted(version))))
                .repeatWhenEmpty(glances, empty -> empty.delayElements(GLANCE))
                .onErrorResume(IllegalStateException.class, exhausted -> Mono.empty())
                .doOnNext(known::set);
    }

    private Mono<Token> stored(int olderVersion) {
        return tokens.find(BkashProvider.NAME)
                .filter(token -> isFresh(token) && !token.text().value().isEmpty() && token.version() > olderVersion);
    }

    private Mono<Token> granted(int seen) {
        return tokens.lease(BkashProvider.NAME, seen, BkashSettings.TOKEN_CALLS_AN_HOUR, patience.multipliedBy(2))
                .flatMap(last -> server.ask(grant(last)))
                .flatMap(this::store);
    }

    private Mono<Token> store(RemoteAnswer answer) {
        var granted = answer.json();
        var life = Duration.ofSeconds(granted.path("expires_in").asInt(3600));
        return answer.isSuccess() && !granted.path("id_token").asString("").isEmpty()
                ? tokens.store(BkashProvider.NAME, answer.body(), life)
                : tokens.release(BkashProvider.NAME, answer.isUnsent()).then(Mono.empty());
    }

    /** A refresh if there is a refresh token, else a grant. bKash counts both. */
    private RemoteCall grant(String last) {
        var refresh = LenientJson.read(last).path("refresh_token").asString("");
        var body = json.createObjectNode()
                .put("app_key", settings.appKey().value())
                .put("app_secret", settings.appSecret().value());
        if (!refresh.isEmpty()) {
            body.put("refresh_token", refresh);
        }
        var kind = refresh.isEmpty() ? "grant" : "refresh";
        return RemoteCall.post("token-" + kind, settings.url() + "/tokenized/checkout/token/" + kind, body.toString())
                .with("username", settings.username().value())
                .with("password", settings.password().value());
    }

    String idToken(Token token) {
        return LenientJson.read(token.text().value()).path("id_token").asString("");
    }

    private boolean isFresh(Token token) {
        return token.expiresAt().minus(MARGIN).isAfter(clock.instant());
    }
}
