package io.ordergate.identity.federation;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The public keys of another issuer, kept as long as the issuer allows. An unknown key is requested once more, and then
 * not for a while, whoever calls: tokens with invented key ids must not cause requests to other servers. When the
 * issuer does not answer, its last keys are valid for a little longer.
 */
class RemoteKeys {

    static final Duration PAUSE = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(RemoteKeys.class);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration USUAL = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration TOLERANCE = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Pattern MAX_AGE = Pattern.compile("(?i)(?:^|[\\s,])max-age\\s*=\\s*\"?(\\d{1,9})");

    private final Mono<String> address;
    private final RemoteServer server;
    private final Clock clock;
    private final AtomicReference<@Nullable Mono<CachedKeys>> loading = new AtomicReference<>();
    private volatile CachedKeys cached = new CachedKeys(new JWKSet(), Instant.EPOCH, Instant.EPOCH);

    /**
     * The keys of the issuer from the last fetch.
     *
     * @param requestedAt when the keys were last requested, with or without success
     */
    private record CachedKeys(JWKSet keys, Instant freshUntil, Instant requestedAt) {

        /**
         * The keys that a token may be signed with: all keys of the id that the token names, and for a token without an
         * id the only key there is.
         */
        private List<JWK> find(JWSHeader header) {
            var found = new JWKSelector(JWKMatcher.forJWSHeader(header)).select(keys);
            return header.getKeyID() == null && found.size() > 1 ? List.of() : found;
        }

        private boolean isFresh(Instant now) {
            return now.isBefore(freshUntil);
        }

        private boolean isTolerable(Instant now) {
            return now.isBefore(freshUntil.plus(TOLERANCE));
        }
    }

    /** @param address the address of the keys, subscribed to before each fetch */
    RemoteKeys(Mono<String> address, RemoteServer server, Clock clock) {
        this.address = address;
        this.server = server;
        this.clock = clock;
    }

    /**
     * The keys that may have signed a token; empty when there is none. Errors: {@code service-unavailable} when the
     * keys cannot be fetched.
     */
    Mono<List<JWK>> find(JWSHeader header) {
        var now = clock.instant();
        var known = cached;
        var found = known.find(header);
        if (!found.isEmpty() && known.isFresh(now)) {
            return Mono.just(found);
        }
        return now.isBefore(known.requestedAt().plus(PAUSE))
                ? tolerable(known, header, now)
                : load(known).flatMap(loaded -> tolerable(loaded, header, now));
    }

    private static Mono<List<JWK>> tolerable(CachedKeys known, JWSHeader header, Instant now) {
        return known.isTolerable(now)
                ? Mono.just(known.find(header)).filter(found -> !found.isEmpty())
                : Mono.error(() -> Failure.of(ProblemCode.SERVICE_UNAVAILABLE).retryAfter(SOON));
    }

    /**
     * Fetches the keys by one request for all callers who wait; the request continues when the callers leave. A caller
     * who comes just after the end of the request gets the same keys.
     */
    private Mono<CachedKeys> load(CachedKeys known) {
        var mine = Mono.defer(() -> cached.equals(known) ? fetch() : Mono.just(cached))
                .doOnNext(loaded -> {
                    cached = loaded;
                    loading.set(null);
                })
                .cache();
        var others = loading.compareAndExchange(null, mine);
        return others == null ? mine : others;
    }

    private Mono<CachedKeys> fetch() {
        return address.flatMap(url -> server.ask(RemoteCall.get("keys", url)))
                .map(this::read)
                .doOnError(error -> log.warn("Keys of an issuer could not be read: {}", error.toString()))
                .onErrorResume(error -> Mono.fromSupplier(this::inVain));
    }

    private CachedKeys read(RemoteAnswer answer) {
        if (answer.status() != 200) {
            throw new IllegalStateException("keys answered " + answer.reason());
        }
        try {
            var now = clock.instant();
            return new CachedKeys(parse(answer.body()), now.plus(life(answer.header("Cache-Control"))), now);
        } catch (ParseException garbage) {
            throw new IllegalStateException("keys are not a JWK set", garbage);
        }
    }

    /** Reads the keys one by one: a key that is not understood is ignored (RFC 7517, section 5). */
    private static JWKSet parse(String document) throws ParseException {
        var listed = JSONObjectUtils.parse(document).get("keys");
        if (!(listed instanceof List<?> elements)) {
            throw new ParseException("no keys", 0);
        }
        return new JWKSet(elements.stream()
                .flatMap(element -> key(element).stream())
                .filter(AsymmetricJWK.class::isInstance)
                .toList());
    }

    @SuppressWarnings("unchecked") // the names in a JSON object are strings
    private static Optional<JWK> key(@Nullable Object element) {
        try {
            return element instanceof Map<?, ?> members
                    ? Optional.of(JWK.parse((Map<String, Object>) members))
                    : Optional.empty();
        } catch (ParseException | IllegalArgumentException | IllegalStateException unknown) {
            log.debug("A key of an issuer is not understood: {}", unknown.toString());
            return Optional.empty();
        }
    }

    private CachedKeys inVain() {
        return new CachedKeys(cached.keys(), cached.freshUntil(), clock.instant());
    }

    private static Duration life(String cacheControl) {
        var maxAge = MAX_AGE.matcher(cacheControl);
        var life = maxAge.find() ? Duration.ofSeconds(Long.parseLong(maxAge.group(1))) : USUAL;
        return life.compareTo(SHORTEST) < 0 ? SHORTEST : life.compareTo(LONGEST) > 0 ? LONGEST : life;
    }
}
