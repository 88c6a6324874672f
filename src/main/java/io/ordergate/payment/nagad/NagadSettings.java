package io.ordergate.payment.nagad;

import io.ordergate.support.secret.Sensitive;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The merchant at Nagad.
 *
 * @param privateKey the merchant's private key (PKCS#8), and {@code publicKey} Nagad's public key: PEM, or the base64 inside
 * @param signature the algorithm of signatures, on which the sources disagree
 * @param clientIp the address in {@code X-KM-IP-V4}, which Nagad has to know
 */
@ConfigurationProperties("ordergate.payment.nagad")
record NagadSettings(
        @DefaultValue("") String baseUrl,
        @DefaultValue("") String merchantId,
        @DefaultValue("") Sensitive accountNumber,
        @DefaultValue("") Sensitive privateKey,
        @DefaultValue("") String publicKey,
        @DefaultValue("SHA256withRSA") String signature,
        @DefaultValue("127.0.0.1") String clientIp) {

    String url() {
        return baseUrl.isBlank() ? "https://api.mynagad.com/api/dfs" : baseUrl.replaceFirst("/+$", "");
    }

    boolean isComplete() {
        return !merchantId.isBlank() && !privateKey.isBlank() && !publicKey.isBlank();
    }
}
