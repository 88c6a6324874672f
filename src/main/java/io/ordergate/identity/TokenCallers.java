package io.ordergate.identity;

import io.ordergate.web.Caller;
import io.ordergate.web.Callers;
import java.util.UUID;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Callers by our own access tokens. A guest's token speaks for itself; an account's is worth what its sign-in is worth
 * now, so role, phone and whether it may act at all are read from the database, by primary key, on every call.
 */
@Component
class TokenCallers implements Callers {

    private final SignInRepository signIns;

    TokenCallers(SignInRepository signIns) {
        this.signIns = signIns;
    }

    @Override
    public Mono<Caller> of(Jwt token) {
        var family = token.getClaimAsString(AccessTokens.FAMILY);
        return family == null
                ? Mono.justOrEmpty(token.getClaimAsString(AccessTokens.PHONE)).map(phone -> new Caller(phone, null))
                : signIns.caller(UUID.fromString(family), UUID.fromString(token.getSubject()));
    }
}
