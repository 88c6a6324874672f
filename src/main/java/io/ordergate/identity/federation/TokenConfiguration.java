package io.ordergate.identity.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.ordergate.identity.token.AccessTokens;
import io.ordergate.identity.token.SigningKeys;
import io.ordergate.identity.token.TokenSettings;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

/**
 * Checks access tokens. Our tokens have one type, our keys and the algorithm of the key, our issuer, our audience, and
 * are in time (RFC 8725). The issuer that a token names decides who checks the token; a token of an unknown issuer is
 * refused like a forged one of ours.
 */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    @Bean
    ReactiveJwtDecoder accessTokenDecoder(
            SigningKeys keys, TokenSettings settings, Clock clock, Federation federation, FederationSettings others) {
        var decoder = decoder(keys, validator(settings, clock), federation);
        var firebase = others.firebase();
        return firebase.isEmulated()
                ? new EmulatorTokens(decoder, IssuerRules.firebase(firebase.issuer(), firebase.projectId(), clock))
                : decoder;
    }

    private static ReactiveJwtDecoder decoder(SigningKeys keys, OAuth2TokenValidator<Jwt> ours, Federation federation) {
        var processor = processor(keys);
        var decoder = new NimbusReactiveJwtDecoder(token -> {
            var issuer = federation.of(issuerOf(token));
            return issuer == null ? Mono.fromCallable(() -> verified(processor, token)) : issuer.verify(token);
        });
        decoder.setJwtValidator(token -> {
            var issuer = federation.of(token.getClaimAsString(JwtClaimNames.ISS));
            return (issuer == null ? ours : issuer.validator()).validate(token);
        });
        return decoder;
    }

    /** The issuer that a token names. The token keeps its parsed claims for the verifier. */
    private static @Nullable String issuerOf(JWT token) {
        try {
            return token.getJWTClaimsSet().getIssuer();
        } catch (ParseException garbage) {
            throw new BadJwtException("The token is not one of ours", garbage);
        }
    }

    private static JWTClaimsSet verified(DefaultJWTProcessor<SecurityContext> processor, JWT token) {
        try {
            return processor.process(token, null);
        } catch (BadJOSEException | JOSEException refused) {
            throw new BadJwtException("The token is not one of ours", refused);
        }
    }

    private static DefaultJWTProcessor<SecurityContext> processor(SigningKeys keys) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(AccessTokens.TYPE));
        processor.setJWSKeySelector((header, context) -> keys.verifying(header));
        processor.setJWTClaimsSetVerifier((claims, context) -> {}); // the validator below says more, by our own clock
        return processor;
    }

    private static OAuth2TokenValidator<Jwt> validator(TokenSettings settings, Clock clock) {
        var time = new JwtTimestampValidator(CLOCK_SKEW);
        time.setClock(clock);
        var audience = new JwtClaimValidator<List<String>>(
                JwtClaimNames.AUD, audiences -> audiences != null && audiences.contains(settings.audience()));
        var expires = new JwtClaimValidator<>(JwtClaimNames.EXP, expiry -> expiry != null);
        var subject = new JwtClaimValidator<>(JwtClaimNames.SUB, name -> name != null);
        return new DelegatingOAuth2TokenValidator<>(
                time, new JwtIssuerValidator(settings.issuer()), audience, expires, subject);
    }
}
