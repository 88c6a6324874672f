package io.ordergate.identity.federation;

import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.PlainJWT;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

/**
 * Accepts the tokens of Firebase's emulator too, which are not signed: anybody who reaches this service can then be any
 * user. The class is for developers only, and production does not start with an emulator.
 */
class EmulatorTokens implements ReactiveJwtDecoder {

    private static final MappedJwtClaimSetConverter CLAIMS =
            MappedJwtClaimSetConverter.withDefaults(java.util.Map.of());

    private final ReactiveJwtDecoder signed;
    private final OAuth2TokenValidator<Jwt> validator;

    EmulatorTokens(ReactiveJwtDecoder signed, OAuth2TokenValidator<Jwt> validator) {
        this.signed = signed;
        this.validator = validator;
    }

    @Override
    public Mono<Jwt> decode(String token) {
        var unsigned = unsigned(token);
        return unsigned == null ? signed.decode(token) : Mono.fromCallable(() -> checked(token, unsigned));
    }

    private static @Nullable PlainJWT unsigned(String token) {
        try {
            return JWTParser.parse(token) instanceof PlainJWT plain ? plain : null;
        } catch (ParseException garbage) {
            return null;
        }
    }

    private Jwt checked(String token, PlainJWT plain) throws ParseException {
        var claims = CLAIMS.convert(plain.getJWTClaimsSet().getClaims());
        var jwt = Jwt.withTokenValue(token)
                .headers(headers -> headers.putAll(plain.getHeader().toJSONObject()))
                .claims(all -> all.putAll(claims))
                .build();
        if (validator.validate(jwt).hasErrors()) {
            throw new BadJwtException("The token is not one of the emulator");
        }
        return jwt;
    }
}
