package io.ordergate.payment.nagad;

import io.ordergate.payment.StubServer;
import io.ordergate.payment.StubServer.Received;
import io.ordergate.payment.StubServer.Reply;
import io.ordergate.support.secret.Sensitive;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Nagad as its integration guide describes it, with keys of its own. */
public final class FakeNagad {

    public final StubServer server = new StubServer(this::answer);
    public final KeyPair gateway = keys();
    public final KeyPair merchant = keys();

    private final NagadCrypto crypto = NagadCrypto.of(new NagadSettings(
            "",
            "m",
            Sensitive.NONE,
            Sensitive.of(text(gateway.getPrivate())),
            text(merchant.getPublic()),
            "SHA256withRSA",
            ""));
    private final NagadCrypto forger = NagadCrypto.of(new NagadSettings(
            "",
            "m",
            Sensitive.NONE,
            Sensitive.of(text(keys().getPrivate())),
            text(merchant.getPublic()),
            "SHA256withRSA",
            ""));
    private final AtomicInteger counter = new AtomicInteger();
    private final Map<String, ObjectNode> payments = new ConcurrentHashMap<>();

    volatile boolean forged;
    volatile boolean silent;

    public ObjectNode payment(String reference) {
        return payments.get(reference);
    }

    private Reply answer(Received request) {
        if (silent) {
            return Reply.silence();
        }
        try {
            var parts = request.path().split("/", -1);
            return switch (parts[2]) {
                case "initialize" -> initialise(request.json(), parts[4]);
                case "complete" -> complete(request.json(), parts[3]);
                default -> Reply.ok(payments.get(parts[3]));
            };
        } catch (GeneralSecurityException wrong) {
            return Reply.of(400, "{\"reason\":\"Signature\",\"message\":\"no\"}");
        }
    }

    private Reply initialise(JsonNode body, String orderId) throws GeneralSecurityException {
        var plain = opened(body);
        if (!plain.path("orderId").asString().equals(orderId)
                || plain.path("challenge").asString().length() != 40) {
            return Reply.of(400, "{}");
        }
        var reference = "NG" + counter.incrementAndGet();
        payments.put(
                reference,
                StubServer.JSON.createObjectNode().put("orderId", orderId).put("merchantId", "m"));
        var secret = (forged ? forger : crypto)
                .seal(StubServer.JSON
                        .createObjectNode()
                        .put("paymentReferenceId", reference)
                        .put("challenge", "c".repeat(40))
                        .put("acceptDateTime", "20260102030405")
                        .toString());
        return Reply.ok(StubServer.JSON
                .createObjectNode()
                .put("sensitiveData", secret.sensitiveData())
                .put("signature", secret.signature()));
    }

    private Reply complete(JsonNode body, String reference) throws GeneralSecurityException {
        var plain = opened(body);
        var asked = plain.path("currencyCode").asString().equals("050")
                && plain.path("challenge").asString().equals("c".repeat(40))
                && body.path("merchantCallbackURL").asString().startsWith("https://pay.example.test/");
        payments.get(reference).put("amount", plain.path("amount").asString()).put("status", "Started");
        return asked
                ? Reply.ok(StubServer.JSON
                        .createObjectNode()
                        .put("status", "Success")
                        .put("callBackUrl", "https://nagad.example/pay/" + reference))
                : Reply.of(400, "{}");
    }

    private JsonNode opened(JsonNode body) throws GeneralSecurityException {
        return StubServer.JSON.readTree(crypto.open(new NagadCrypto.SealedMessage(
                body.path("sensitiveData").asString(), body.path("signature").asString())));
    }

    public static String text(java.security.Key key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
