package io.ordergate.identity.federation;

import io.ordergate.support.EmailAddress;
import io.ordergate.support.Failure;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Digests;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.Role;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * A user of another issuer.
 *
 * @param emailProven whether the issuer vouches for the address
 * @param phone a number that the issuer knows; here the number is only claimed, since a proven number opens the orders
 *     of its phone
 * @param role the role of a new account
 * @param signedInAt the time of the sign-in at the issuer; where the token does not name the time, the time when the
 *     token was made
 * @param authenticatedAt the time of the sign-in at the issuer; null where the token does not name the time
 * @param byTwoFactors whether the issuer says that the sign-in has proven two factors
 */
record ExternalIdentity(
        String issuer,
        Sensitive subject,
        Sensitive name,
        @Nullable EmailAddress email,
        boolean emailProven,
        @Nullable PhoneNumber phone,
        Role role,
        Instant signedInAt,
        @Nullable Instant authenticatedAt,
        boolean byTwoFactors) {

    private static final int LONGEST_NAME = 100;

    static ExternalIdentity of(Jwt token, TrustedIssuer issuer, PhoneNumbers phones) {
        return new ExternalIdentity(
                issuer.name(),
                Sensitive.of(Objects.requireNonNull(token.getSubject())),
                Sensitive.of(name(token)),
                EmailAddress.read(token.getClaimAsString("email")),
                isTrue(token.getClaim("email_verified")),
                phone(token.getClaimAsString("phone_number"), phones),
                issuer.roles().of(token.getClaims()),
                IssuerRules.signedInAt(token),
                IssuerRules.authenticatedAt(token),
                isByTwoFactors(token));
    }

    /** A user whose sign-in has proven one factor, as far as is known. */
    ExternalIdentity(
            String issuer,
            Sensitive subject,
            Sensitive name,
            @Nullable EmailAddress email,
            boolean emailProven,
            @Nullable PhoneNumber phone,
            Role role,
            Instant signedInAt,
            @Nullable Instant authenticatedAt) {
        this(issuer, subject, name, email, emailProven, phone, role, signedInAt, authenticatedAt, false);
    }

    /**
     * Whether a token says that two factors were proven: by {@code mfa} in {@code amr} (RFC 8176), or by Firebase's own claim. What
     * {@code acr} means is each issuer's own, and is not looked at.
     */
    private static boolean isByTwoFactors(Jwt token) {
        var named = token.getClaim("amr") instanceof Collection<?> methods && methods.contains("mfa");
        var atFirebase = token.getClaim("firebase") instanceof Map<?, ?> firebase
                && firebase.get("sign_in_second_factor") instanceof String;
        return named || atFirebase;
    }

    /** Whether a claim is true: some issuers write a boolean as text. */
    private static boolean isTrue(@Nullable Object claim) {
        return claim != null && claim.toString().equals("true");
    }

    /** The digest of the subject, which is stored in place of the subject. */
    byte[] digest() {
        return Digests.sha256(subject.value());
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
