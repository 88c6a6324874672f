package io.ordergate.identity.factor;

import io.ordergate.identity.factor.FactorRepository.SealedSecret;
import io.ordergate.support.secret.Seal;
import io.ordergate.support.secret.SecretUse;
import io.ordergate.support.secret.Sensitive;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Makes, encrypts and compares the secrets of apps. A secret opens for its own account only. */
@Component
class TotpSecrets {

    private final Totp totp;
    private final Seal seal;
    private final FactorSettings settings;

    /**
     * A new secret for an app.
     *
     * @param secret base32, for those who type it
     * @param uri the same for apps (otpauth)
     * @param qrSvg the same for cameras
     */
    record Enrolment(Sensitive secret, Sensitive uri, Sensitive qrSvg) {}

    TotpSecrets(Totp totp, Seal seal, FactorSettings settings) {
        this.totp = totp;
        this.seal = seal;
        this.settings = settings;
        QrSvg.of(settings.name()); // loads its classes at the start, not on an event loop
    }

    byte[] newSecret() {
        return totp.newSecret();
    }

    SealedSecret sealed(UUID userId, byte[] secret) {
        return new SealedSecret(seal.seal(SecretUse.TOTP_SECRETS, about(userId), secret), seal.keyId());
    }

    /** The step of a code under this secret; {@link Totp#WRONG} also when the key of the secret is not honoured any more. */
    long step(UUID userId, SealedSecret sealed, String code) {
        var secret = seal.open(SecretUse.TOTP_SECRETS, sealed.keyId(), about(userId), sealed.bytes());
        return secret == null ? Totp.WRONG : totp.step(secret, code);
    }

    /** The same secret under the current key. */
    SealedSecret renewed(UUID userId, SealedSecret sealed) {
        var secret = sealed.keyId().equals(seal.keyId())
                ? null
                : seal.open(SecretUse.TOTP_SECRETS, sealed.keyId(), about(userId), sealed.bytes());
        return secret == null ? sealed : sealed(userId, secret);
    }

    /** What an app needs, in the form that Google Authenticator began and all apps read. */
    Enrolment enrolment(byte[] secret, String label) {
        var text = Totp.base32(secret);
        var issuer = encoded(settings.name());
        var uri = "otpauth://totp/" + issuer + ":" + encoded(label) + "?secret=" + text + "&issuer=" + issuer
                + "&algorithm=SHA1&digits=6&period=30";
        return new Enrolment(Sensitive.of(text), Sensitive.of(uri), Sensitive.of(QrSvg.of(uri)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static byte[] about(UUID userId) {
        return userId.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
