package io.ordergate.identity.federation;

import com.nimbusds.jose.JWSAlgorithm;
import io.ordergate.identity.token.TokenSettings;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.http.RemoteServers;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The other issuers whose tokens count here, by name: Firebase and OpenID Connect issuers. */
@Component
class Federation {

    private static final Set<JWSAlgorithm> RS256 = Set.of(JWSAlgorithm.RS256);
    private static final Set<JWSAlgorithm> ASYMMETRIC = Set.copyOf(JWSAlgorithm.Family.SIGNATURE);

    private final Map<String, TrustedIssuer> issuers = new HashMap<>();
    private final RemoteServer server;
    private final Clock clock;

    Federation(FederationSettings settings, TokenSettings own, RemoteServers servers, Clock clock) {
        this.server = settings.server(servers);
        this.clock = clock;
        var firebase = settings.firebase();
        if (firebase.verifiesTokens()) {
            add(firebase(firebase));
        }
        var parties = TokenParties.read(settings.oidc().issuers());
        var roles = RoleClaims.read(settings.oidc(), parties.keySet());
        parties.forEach((issuer, allowed) -> add(oidc(issuer, allowed, roles.of(issuer))));
        if (issuers.containsKey(own.issuer())) {
            throw new IllegalStateException("TOKEN_ISSUER is also the name of somebody else: " + own.issuer());
        }
    }

    /**
     * The other issuer of this name; null for our own tokens and for unknown issuers, whose tokens are refused like
     * forged ones of ours.
     */
    @Nullable
    TrustedIssuer of(@Nullable String name) {
        return name == null ? null : issuers.get(name);
    }

    private void add(TrustedIssuer issuer) {
        if (issuers.put(issuer.name(), issuer) != null) {
            throw new IllegalStateException("Two issuers have one name: " + issuer.name());
        }
    }

    private TrustedIssuer firebase(FederationSettings.Firebase firebase) {
        return new TrustedIssuer(
                firebase.issuer(),
                RS256,
                new RemoteKeys(Mono.just(firebase.keysUrl()), server, clock),
                IssuerRules.firebase(firebase.issuer(), firebase.projectId(), clock),
                RoleClaim.NONE);
    }

    private TrustedIssuer oidc(String issuer, TokenParties parties, RoleClaim roles) {
        return new TrustedIssuer(
                issuer,
                ASYMMETRIC,
                new RemoteKeys(Mono.defer(() -> keysUrl(issuer)), server, clock),
                IssuerRules.oidc(issuer, parties, clock),
                roles);
    }

    /**
     * The address of an issuer's keys. The discovery document must name the issuer that was requested (OpenID Connect
     * Discovery 1.0, section 4.3).
     */
    private Mono<String> keysUrl(String issuer) {
        var base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return server.ask(RemoteCall.get("discovery", base + "/.well-known/openid-configuration"))
                .map(answer -> {
                    var document = answer.json();
                    var keys = document.path("jwks_uri").asString("");
                    var isOfIssuer = document.path("issuer").asString("").equals(issuer);
                    if (answer.status() != 200 || !isOfIssuer || !isAsSafe(keys, issuer)) {
                        throw new IllegalStateException("no discovery document of " + issuer + ": " + answer.reason());
                    }
                    return keys;
                });
    }

    private static boolean isAsSafe(String keys, String issuer) {
        return keys.startsWith("https://") || (keys.startsWith("http://") && issuer.startsWith("http://"));
    }
}
