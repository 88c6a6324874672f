package io.ordergate.payment;

import io.ordergate.payment.StubServer.Received;
import io.ordergate.payment.StubServer.Reply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
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
