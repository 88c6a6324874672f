package io.ordergate.identity.federation;

import io.ordergate.identity.token.AccessTokens;
import io.ordergate.identity.token.SignInRepository;
import io.ordergate.identity.user.GuestRepository;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.Callers;
import java.time.Instant;
import java.util.UUID;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Finds the callers of access tokens. An account's token is valid as long as its sign-in, so role, phone and the
 * permission to act are read from the database, by primary key, on every call. A guest's token is valid by itself,
 * unless the account of its phone may not act or the phone's owner was erased since.
 */
@Component
class TokenCallers implements Callers {

    private final SignInRepository signIns;
    private final GuestRepository guests;
    private final PhoneNumbers phones;
    private final Federation federation;
    private final ExternalCallers others;

    TokenCallers(
            SignInRepository signIns,
            GuestRepository guests,
            PhoneNumbers phones,
            Federation federation,
            ExternalCallers others) {
        this.signIns = signIns;
        this.guests = guests;
        this.phones = phones;
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
                ? Mono.justOrEmpty(token.getClaimAsString(AccessTokens.PHONE))
                        .flatMap(phone -> guest(phones.stored(phone), token))
                : signIns.caller(UUID.fromString(family), UUID.fromString(token.getSubject()), generation(token));
    }

    private Mono<Caller> guest(PhoneNumber phone, Jwt token) {
        var issuedAt = token.getIssuedAt();
        return guests.isWelcome(phone, issuedAt == null ? Instant.EPOCH : issuedAt)
                .filter(welcome -> welcome)
                .map(welcome -> new Caller(phone, null));
    }

    private static int generation(Jwt token) {
        return token.getClaim(AccessTokens.GENERATION) instanceof Number number ? number.intValue() : 0;
    }
}
