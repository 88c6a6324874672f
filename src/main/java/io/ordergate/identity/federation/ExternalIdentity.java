package io.ordergate.identity.federation;

import io.ordergate.support.EmailAddress;
import io.ordergate.support.Failure;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Digests;
import io.ordergate.web.security.Role;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Somebody as another issuer knows them.
 *
 * @param emailProven whether the issuer vouches for the address
 * @param phone a number that the issuer knows; here it is only said, since it opens the orders of that phone once proven
 * @param role what a new account starts with
 * @param signedInAt when they signed in there; where nobody says that, when the token was made
 * @param authenticatedAt when they signed in there; null where nobody says that
 */
record ExternalIdentity(
        String issuer,
        String subject,
        String name,
        @Nullable EmailAddress email,
        boolean emailProven,
        @Nullable PhoneNumber phone,
        Role role,
        Instant signedInAt,
        @Nullable Instant authenticatedAt) {

    private static final int LONGEST_NAME = 100;

    static ExternalIdentity of(Jwt token, TrustedIssuer issuer, PhoneNumbers phones) {
        return new ExternalIdentity(
                issuer.name(),
                Objects.requireNonNull(token.getSubject()),
                name(token),
                EmailAddress.read(token.getClaimAsString("email")),
                isTrue(token.getClaim("email_verified")),
                phone(token.getClaimAsString("phone_number"), phones),
                issuer.roles().of(token.getClaims()),
                IssuerRules.signedInAt(token),
                IssuerRules.authenticatedAt(token));
    }

    /** Some issuers write it as text. */
    private static boolean isTrue(@Nullable Object claim) {
        return claim != null && claim.toString().equals("true");
    }

    /** What is stored of the subject. */
    byte[] digest() {
        return Digests.sha256(subject);
    }

    @Override
    public String toString() {
        return "ExternalIdentity[hidden]";
    }

    private static String name(Jwt token) {
        var name = Stream.of("name", "preferred_username")
                .map(token::getClaimAsString)
                .filter(text -> text != null && !text.isBlank())
                .findFirst()
                .orElse("");
        var plain = name.replaceAll("\\p{C}", "").strip();
        return plain.substring(
                0, plain.offsetByCodePoints(0, Math.min(LONGEST_NAME, plain.codePointCount(0, plain.length()))));
    }

    private static @Nullable PhoneNumber phone(@Nullable String text, PhoneNumbers phones) {
        try {
            return text == null ? null : phones.parse(text, null);
        } catch (Failure notANumber) {
            return null;
        }
    }
}
