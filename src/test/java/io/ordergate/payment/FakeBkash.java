package io.ordergate.payment;

import io.ordergate.payment.StubServer.Received;
import io.ordergate.payment.StubServer.Reply;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** bKash as its integration guide describes it, with a ledger of its own. */
public final class FakeBkash {

    public final StubServer server = new StubServer(this::answer);

    private final AtomicInteger counter = new AtomicInteger();
    private final Map<String, ObjectNode> payments = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> refunds = new ConcurrentHashMap<>();

    /** What a call of this path is answered instead; none for the usual answer. */
    public final Map<String, Function<Received, @Nullable Reply>> instead = new ConcurrentHashMap<>();

    public static final String TOPIC = "arn:aws:sns:ap-southeast-1:123456789012:bkash";

    private static final KeyPair KEYS = keys();

    /** A message of the service that delivers notifications, signed. */
    public String message(String type, Map<String, String> fields) {
        var all = new TreeMap<>(fields);
        all.putIfAbsent("TopicArn", TOPIC);
        all.put("Type", type);
        all.put("MessageId", UUID.randomUUID().toString());
        all.put("Timestamp", "2026-01-02T03:04:05.000Z");
        var text = new StringBuilder();
        all.forEach(
                (name, value) -> text.append(name).append('\n').append(value).append('\n'));
        try {
            var signature = Signature.getInstance("SHA1withRSA");
            signature.initSign(KEYS.getPrivate());
            signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
            all.put("Signature", Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        all.put("SignatureVersion", "1");
        all.put("SigningCertURL", server.url() + "/notifications/signing.pem");
        return StubServer.JSON.writeValueAsString(all);
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String certificate() {
        var name = new X500Name("CN=notifications");
        var now = Instant.now();
        try {
            var signer = new JcaContentSignerBuilder("SHA256withRSA").build(KEYS.getPrivate());
            var holder = new JcaX509v3CertificateBuilder(
                            name,
                            BigInteger.ONE,
                            Date.from(now.minusSeconds(60)),
                            Date.from(now.plusSeconds(86_400)),
                            name,
                            KEYS.getPublic())
                    .build(signer);
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(holder.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (OperatorCreationException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public volatile String token = "tok-0";

    /** The customer has typed the PIN on bKash's page. */
    public void agrees(String paymentId) {
        payments.get(paymentId).put("agreed", true);
    }

    /** The money moves, whoever hears of it. */
    public ObjectNode execute(String paymentId) {
        return payments.get(paymentId)
                .put("transactionStatus", "Completed")
                .put("trxID", "TRX" + paymentId)
                .put("customerMsisdn", "01700000001");
    }

    public ObjectNode payment(String paymentId) {
        return payments.get(paymentId);
    }

    public long calls(String path, String paymentId) {
        return server.received(path).stream()
                .filter(call -> call.body().contains("\"" + paymentId + "\""))
                .count();
    }

    private Reply answer(Received request) {
        var path = request.path().replace("/tokenized/checkout/", "");
        var other = instead.get(path);
        var reply = other == null ? null : other.apply(request);
        if (reply != null) {
            return reply;
        }
        if (path.startsWith("/notifications/")) {
            return Reply.of(200, certificate());
        }
        if (path.startsWith("token/")) {
            return granted(request);
        }
        if (!request.header("Authorization").equals(token)
                || !request.header("X-App-Key").equals("app")) {
            return Reply.of(401, "{\"message\":\"Unauthorized\"}");
        }
        var id = request.json().path("paymentID").asString("");
        return switch (path) {
            case "create" -> create(request);
            case "execute" -> executed(id);
            case "payment/status" -> Reply.ok(done(payments.get(id)));
            case "payment/refund" -> refund(id, request);
            default -> Reply.of(404, "{}");
        };
    }

    private Reply granted(Received request) {
        if (!request.header("username").equals("user")
                || !request.header("password").equals("pass")) {
            return Reply.of(401, "{}");
        }
        token = "tok-" + counter.incrementAndGet();
        return Reply.ok(StubServer.JSON
                .createObjectNode()
                .put("statusCode", "0000")
                .put("token_type", "Bearer")
                .put("id_token", token)
                .put("expires_in", 3600)
                .put("refresh_token", "refresh"));
    }

    private Reply create(Received request) {
        var id = "TR" + counter.incrementAndGet();
        var payment = ((ObjectNode) request.json())
                .put("paymentID", id)
                .put("bkashURL", server.url() + "/page?paymentId=" + id)
                .put("transactionStatus", "Initiated");
        payments.put(id, payment);
        return Reply.ok(done(payment));
    }

    private Reply executed(String id) {
        var payment = payments.get(id);
        if (payment.path("transactionStatus").asString().equals("Completed")) {
            return error("2062");
        }
        return payment.path("agreed").asBoolean(false) ? Reply.ok(done(execute(id))) : error("2056");
    }

    private Reply refund(String id, Received request) {
        if (!request.json().has("amount")) {
            var made = refunds.get(id);
            return made == null ? error("2033") : Reply.ok(made);
        }
        return Reply.ok(refunded(id, request.json().path("amount").asString()));
    }

    public ObjectNode refunded(String id, String amount) {
        var made = done(StubServer.JSON
                .createObjectNode()
                .put("refundTrxID", "RF" + counter.incrementAndGet())
                .put("transactionStatus", "Completed")
                .put("amount", amount)
                .put("currency", "BDT"));
        refunds.put(id, made);
        return made;
    }

    private static ObjectNode done(ObjectNode body) {
        return body.put("statusCode", "0000").put("statusMessage", "Successful");
    }

    public static Reply error(String code) {
        return Reply.of(200, "{\"statusCode\":\"" + code + "\",\"statusMessage\":\"No, 01700000001\"}");
    }
}
