package io.ordergate.payment;

import com.stripe.net.Webhook;
import io.ordergate.payment.StubServer.Received;
import io.ordergate.payment.StubServer.Reply;
import io.ordergate.support.http.Forms;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Stripe as its reference describes it, with a ledger of its own. Signatures are made by Stripe's own client. */
public final class FakeStripe {

    public static final String KEY = "sk_test_1";
    public static final String SECRET = "whsec_now";
    public static final String OLD_SECRET = "whsec_before";

    public final StubServer server = new StubServer(this::answer);

    private final AtomicInteger counter = new AtomicInteger();
    private final Map<String, ObjectNode> sessions = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> intents = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> refunds = new ConcurrentHashMap<>();
    private final Map<String, Reply> byKey = new ConcurrentHashMap<>();

    /** What a call of this path is answered instead; none for the usual answer. */
    public final Map<String, Function<Received, @Nullable Reply>> instead = new ConcurrentHashMap<>();

    public volatile String refundStatus = "succeeded";

    /** The header with signatures of all these secrets, made at this time. */
    public static String signature(String body, Instant time, String... secrets) {
        var header = new StringBuilder("t=" + time.getEpochSecond());
        for (var secret : secrets) {
            try {
                var signed = time.getEpochSecond() + "." + body;
                header.append(",v1=").append(Webhook.Util.computeHmacSha256(secret, signed));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return header.append(",v0=0000").toString();
    }

    public ObjectNode session(String id) {
        return sessions.get(id);
    }

    /** The customer has paid on Stripe's page; the name of the payment intent. */
    public String pays(String session) {
        var node = sessions.get(session);
        var intent = "pi_" + UUID.randomUUID().toString().replace("-", "");
        var paid = StubServer.JSON
                .createObjectNode()
                .put("id", intent)
                .put("object", "payment_intent")
                .put("status", "succeeded");
        paid.putObject("latest_charge")
                .put("id", "ch_" + intent)
                .put("object", "charge")
                .put("amount", node.path("amount_total").asLong())
                .put("amount_refunded", 0)
                .put("currency", node.path("currency").asString())
                .put("payment_intent", intent);
        intents.put(intent, paid);
        node.put("status", "complete").put("payment_status", "paid").put("payment_intent", intent);
        return intent;
    }

    public ObjectNode charge(String intent) {
        return (ObjectNode) intents.get(intent).path("latest_charge");
    }

    public ObjectNode intent(String intent) {
        return intents.get(intent);
    }

    /** A refund as Stripe sends it; the charge counts it. */
    public ObjectNode refunds(String intent, long units, String status, String refundId) {
        var charge = charge(intent);
        var refund = StubServer.JSON
                .createObjectNode()
                .put("id", "re_" + counter.incrementAndGet() + UUID.randomUUID())
                .put("object", "refund")
                .put("amount", units)
                .put("currency", charge.path("currency").asString())
                .put("payment_intent", intent)
                .put("charge", charge.path("id").asString())
                .put("status", status);
        refund.putObject("metadata").put("refund", refundId);
        refunds.put(refund.path("id").asString(), refund);
        charge.put("amount_refunded", charge.path("amount_refunded").asLong() + units);
        return refund;
    }

    public List<ObjectNode> refundsOf(String intent) {
        return refunds.values().stream()
                .filter(refund -> refund.path("payment_intent").asString().equals(intent))
                .toList();
    }

    public static String event(String type, ObjectNode object) {
        return event("evt_" + UUID.randomUUID(), type, object);
    }

    public static String event(String id, String type, ObjectNode object) {
        var event = StubServer.JSON
                .createObjectNode()
                .put("id", id)
                .put("object", "event")
                .put("type", type)
                .put("livemode", false);
        event.putObject("data").set("object", object);
        return event.toString();
    }

    public static Reply error(int status, String type, String code, String message) {
        var body = StubServer.JSON.createObjectNode();
        body.putObject("error").put("type", type).put("code", code).put("message", message);
        return Reply.of(status, body.toString());
    }

    private Reply answer(Received request) {
        for (var each : instead.entrySet()) {
            var reply = request.path().contains(each.getKey()) ? each.getValue().apply(request) : null;
            if (reply != null) {
                return reply;
            }
        }
        if (!request.header("Authorization").equals("Bearer " + KEY)) {
            return error(401, "invalid_request_error", "", "Invalid API Key");
        }
        var key = request.header("Idempotency-Key");
        return key.isEmpty() ? made(request) : byKey.computeIfAbsent(key, any -> made(request));
    }

    private Reply made(Received request) {
        var path = request.path().replaceFirst("\\?.*", "");
        var query = Forms.decode(request.path().replaceFirst("^[^?]*\\??", ""));
        var parts = List.of(path.split("/", -1));
        return switch (request.method() + " " + parts.get(1) + parts.size()) {
            case "POST checkout3" -> create(Forms.decode(request.body()));
            case "POST checkout5" -> expire(parts.get(3));
            case "GET checkout4" -> Reply.ok(expanded(parts.get(3), query.containsKey("expand[]")));
            case "GET checkout3" ->
                list(sessions.values().stream()
                        .filter(each -> each.path("payment_intent").asString("").equals(query.get("payment_intent")))
                        .toList());
            case "POST refunds2" -> refund(Forms.decode(request.body()));
            case "GET refunds2" -> list(refundsOf(query.get("payment_intent")));
            case "GET refunds3" -> Reply.ok(refunds.get(parts.get(2)));
            default -> error(404, "invalid_request_error", "resource_missing", "No such object");
        };
    }

    private Reply create(Map<String, String> form) {
        var id = "cs_test_" + counter.incrementAndGet() + UUID.randomUUID();
        var session = StubServer.JSON
                .createObjectNode()
                .put("id", id)
                .put("object", "checkout.session")
                .put("url", "https://checkout.stripe.test/c/pay/" + id)
                .put("status", "open")
                .put("payment_status", "unpaid")
                .put("amount_total", Long.parseLong(form.get("line_items[0][price_data][unit_amount]")))
                .put("currency", form.get("line_items[0][price_data][currency]"))
                .put("client_reference_id", form.get("client_reference_id"))
                .put("success_url", form.get("success_url"))
                .put("livemode", false)
                .putNull("payment_intent");
        sessions.put(id, session);
        return Reply.ok(session);
    }

    private Reply expire(String id) {
        var session = sessions.get(id);
        return session.path("status").asString().equals("open")
                ? Reply.ok(session.put("status", "expired"))
                : error(
                        400,
                        "invalid_request_error",
                        "",
                        "Only Checkout Sessions with a status in open can be expired");
    }

    private ObjectNode expanded(String id, boolean expand) {
        var session = sessions.get(id).deepCopy();
        var intent = intents.get(session.path("payment_intent").asString(""));
        if (expand && intent != null) {
            session.set("payment_intent", intent);
        }
        return session;
    }

    private Reply refund(Map<String, String> form) {
        var intent = form.get("payment_intent");
        var charge = charge(intent);
        var units = Long.parseLong(form.get("amount"));
        return charge.path("amount_refunded").asLong() + units
                        > charge.path("amount").asLong()
                ? error(400, "invalid_request_error", "charge_already_refunded", "Charge has already been refunded.")
                : Reply.ok(refunds(intent, units, refundStatus, form.get("metadata[refund]")));
    }

    private static Reply list(List<ObjectNode> objects) {
        var list = StubServer.JSON.createObjectNode().put("object", "list");
        list.putArray("data").addAll(objects);
        return Reply.ok(list);
    }
}
