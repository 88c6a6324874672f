package io.ordergate.identity;

import io.ordergate.web.Caller;
import io.ordergate.web.Callers;
import java.util.UUID;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Callers by access tokens. Of our own, a guest's token speaks for itself; an account's is worth what its sign-in is worth
 * now, so role, phone and whether it may act at all are read from the database, by primary key, on every call.
 */
@Component
class TokenCallers implements Callers {

    private final SignInRepository signIns;
    private final Federation federation;
    private final ExternalCallers others;

    TokenCallers(SignInRepository signIns, Federation federation, ExternalCallers others) {
        this.signIns = signIns;
        this.federation = federation;
        this.others = others;
    }

    @Override
    public Mono<Caller> of(Jwt token) {
        var issuer = federation.of(token.getClaimAsString(JwtClaimNames.ISS));
        return issuer == null ? ofOurs(token) : others.of(token, issuer);
    }

    private Mono<Caller> ofOurs(Jwt token) {
        var family = token.getClaimAsString(AccessTokens.FAMILY);
        return family == null
                ? Mono.justOrEmpty(token.getClaimAsString(AccessTokens.PHONE)).map(phone -> new Caller(phone, null))
                : signIns.caller(UUID.fromString(family), UUID.fromString(token.getSubject()));
    }
}
