package io.ordergate.payment.bkash;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The signature of a message with a notification: RSA over the names and values of some fields, one a line. */
final class BkashSignature {

    private static final List<String> FIELDS =
            List.of("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");

    private static final Map<String, String> ALGORITHMS = Map.of("1", "SHA1withRSA", "2", "SHA256withRSA");

    private BkashSignature() {}

    /** Whether the key of this certificate has signed the message. Blocks while the certificate is read. */
    static boolean matches(JsonNode message, String certificate) {
        var algorithm = ALGORITHMS.get(message.path("SignatureVersion").asString(""));
        if (algorithm == null) {
            return false;
        }
        try {
            var key = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII)))
                    .getPublicKey();
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(text(message).getBytes(StandardCharsets.UTF_8));
            return verifier.verify(
                    Base64.getDecoder().decode(message.path("Signature").asString("")));
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            return false;
        }
    }

    private static String text(JsonNode message) {
        var text = new StringBuilder();
        for (var name : FIELDS) {
            if (message.path(name).isString()) {
                text.append(name)
                        .append('\n')
                        .append(message.path(name).asString(""))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
