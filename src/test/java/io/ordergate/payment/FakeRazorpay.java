package io.ordergate.payment;

import io.ordergate.payment.StubServer.Received;
import io.ordergate.payment.StubServer.Reply;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Razorpay as its reference describes it, with a ledger of its own. */
public final class FakeRazorpay {

    public static final String KEY_ID = "rzp_test_1";
    public static final String KEY_SECRET = "EnLs21M47BllR3X8PSFtjtbd";
    public static final String WEBHOOK_SECRET = "a secret of the webhook";
    public static final String OLD_WEBHOOK_SECRET = "the secret before it";

    public final StubServer server = new StubServer(this::answer);

    private final AtomicInteger counter = new AtomicInteger();
    private final Map<String, ObjectNode> orders = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> payments = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> refundsByKey = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> refunds = new ConcurrentHashMap<>();

    /** What a call of this path is answered instead, until it is taken away. */
    public final Map<String, Function<Received, @Nullable Reply>> instead = new ConcurrentHashMap<>();

    public volatile String refundStatus = "processed";

    /** How Razorpay signs this text with this secret. */
    public static String signature(String secret, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The customer has paid an order in the checkout. */
    public String pays(String order, String status) {
        var node = orders.get(order);
        return pays(
                order,
                status,
                node.path("amount").asLong(),
                node.path("currency").asString());
    }

    public String pays(String order, String status, long amount, String currency) {
        var id = "pay_" + counter.incrementAndGet();
        payments.put(
                id,
                StubServer.JSON
                        .createObjectNode()
                        .put("id", id)
                        .put("entity", "payment")
                        .put("amount", amount)
                        .put("currency", currency)
                        .put("status", status)
                        .put("order_id", order)
                        .put("captured", status.equals("captured"))
                        .put("email", "rahim@example.com")
                        .put("contact", "+8801700000001")
                        .put("error_reason", status.equals("failed") ? "payment_failed" : null));
        return id;
    }

    public ObjectNode payment(String id) {
        return payments.get(id);
    }

    /** The body of an event about a payment. */
    public String event(String kind, String paymentId) {
        return event(kind, Map.of("payment", payments.get(paymentId)));
    }

    /** Somebody has refunded a part of a payment in the dashboard: the refund, and the payment shows it. */
    ObjectNode refundsByHand(String paymentId, long minor) {
        var payment = payments.get(paymentId);
        var gone = payment.path("amount_refunded").asLong(0) + minor;
        var all = gone >= payment.path("amount").asLong();
        payment.put("amount_refunded", gone)
                .put("refund_status", all ? "full" : "partial")
                .put("status", all ? "refunded" : "captured");
        return StubServer.JSON
                .createObjectNode()
                .put("id", "rfnd_hand_" + counter.incrementAndGet())
                .put("payment_id", paymentId)
                .put("amount", minor)
                .put("currency", payment.path("currency").asString())
                .put("status", "processed");
    }

    /** The body of an event about a refund, with the payment as Razorpay sends it along. */
    String refundAndPaymentEvent(String kind, ObjectNode refund) {
        var payment = payments.get(refund.path("payment_id").asString());
        return event(kind, Map.of("refund", refund, "payment", payment));
    }

    /** The body of an event about a dispute. */
    String disputeEvent(String kind, String paymentId) {
        var dispute = StubServer.JSON
                .createObjectNode()
                .put("id", "disp_" + paymentId)
                .put("payment_id", paymentId)
                .put("amount", payments.get(paymentId).path("amount").asLong())
                .put("currency", payments.get(paymentId).path("currency").asString())
                .put("status", "open");
        return event(kind, Map.of("dispute", dispute, "payment", payments.get(paymentId)));
    }

    /** The body of an event about a refund. */
    public String refundEvent(String kind, ObjectNode refund) {
        return event(kind, Map.of("refund", refund));
    }

    public List<ObjectNode> refundsOf(String paymentId) {
        return refunds.values().stream()
                .filter(refund -> refund.path("payment_id").asString().equals(paymentId))
                .toList();
    }

    private static String event(String kind, Map<String, ObjectNode> entities) {
        var event = StubServer.JSON
                .createObjectNode()
                .put("entity", "event")
                .put("account_id", "acc_1")
                .put("event", kind);
        entities.forEach((name, entity) -> event.withObject("/payload/" + name).set("entity", entity));
        return event.put("created_at", 1767323045).toString();
    }

    private Reply answer(Received request) {
        for (var each : instead.entrySet()) {
            var reply = request.path().contains(each.getKey()) ? each.getValue().apply(request) : null;
            if (reply != null) {
                return reply;
            }
        }
        if (!request.header("Authorization").startsWith("Basic ")) {
            return Reply.of(401, "{\"error\":{\"code\":\"BAD_REQUEST_ERROR\"}}");
        }
        var parts = List.of(request.path().split("/", -1));
        return switch (request.method() + parts.get(1) + parts.size()) {
            case "POSTorders2" -> create(request);
            case "GETpayments3" -> Reply.ok(payments.get(parts.get(2)));
            case "GETorders4" -> paymentsOf(parts.get(2));
            case "POSTpayments4" ->
                parts.get(3).equals("capture") ? capture(parts.get(2)) : refund(parts.get(2), request);
            case "GETrefunds3" -> Reply.ok(refunds.get(parts.get(2)));
            default -> Reply.of(404, "{}");
        };
    }

    private Reply create(Received request) {
        var id = "order_" + counter.incrementAndGet();
        var order = ((ObjectNode) request.json()).put("id", id).put("status", "created");
        orders.put(id, order);
        return Reply.ok(order);
    }

    private Reply paymentsOf(String order) {
        var items = new CopyOnWriteArrayList<>(payments.values());
        var list = StubServer.JSON.createObjectNode().put("entity", "collection");
        var array = list.putArray("items");
        items.stream()
                .filter(each -> each.path("order_id").asString().equals(order))
                .forEach(array::add);
        return Reply.ok(list);
    }

    private Reply capture(String id) {
        return Reply.ok(payments.get(id).put("status", "captured").put("captured", true));
    }

    private Reply refund(String paymentId, Received request) {
        var key = request.header("X-Refund-Idempotency");
        var refund = refundsByKey.computeIfAbsent(key, fresh -> {
            var made = ((ObjectNode) request.json())
                    .put("id", "rfnd_" + counter.incrementAndGet())
                    .put("payment_id", paymentId)
                    .put("currency", payments.get(paymentId).path("currency").asString())
                    .put("status", refundStatus);
            refunds.put(made.path("id").asString(), made);
            return made;
        });
        return Reply.ok(refund);
    }

    /** Where its API is. */
    public String url() {
        return server.url();
    }
}
