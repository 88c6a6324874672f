package io.ordergate.payment;

import io.ordergate.payment.StubServer.Received;
import io.ordergate.payment.StubServer.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** M-Pesa as its documents describe it, with a ledger of its own. */
public final class FakeMpesa {

    public static final String SHORTCODE = "174379";
    public static final String PASSKEY = "passkey";

    public final StubServer server = new StubServer(this::answer);

    private final AtomicInteger counter = new AtomicInteger();
    private final Map<String, ObjectNode> prompts = new ConcurrentHashMap<>();

    /** What a call with this in its path is answered instead; none for the usual answer. */
    public final Map<String, Function<Received, @Nullable Reply>> instead = new ConcurrentHashMap<>();

    public volatile String token = "";

    /** The prompt of this name: what was sent, and its result once there is one. */
    public ObjectNode prompt(String checkout) {
        return prompts.get(checkout);
    }

    /** The customer has typed the PIN; the name of the money. */
    public String pays(String checkout) {
        var receipt = "R" + checkout.replaceAll("[^A-Za-z0-9]", "").substring(4, 14) + counter.incrementAndGet();
        prompts.get(checkout).put("ResultCode", "0").put("receipt", receipt);
        return receipt;
    }

    public void ends(String checkout, String result) {
        prompts.get(checkout).put("ResultCode", result);
    }

    /** The callback about a prompt. The amount is a number with decimals, and one item has no value. */
    public String callback(String checkout) {
        var prompt = prompts.get(checkout);
        var body = StubServer.JSON.createObjectNode();
        var callback = body.putObject("Body")
                .putObject("stkCallback")
                .put("MerchantRequestID", "29115-1")
                .put("CheckoutRequestID", checkout);
        var result = prompt.path("ResultCode").asString();
        callback.put("ResultDesc", "...");
        if (!result.equals("0")) {
            callback.put("ResultCode", Integer.parseInt(result));
            return body.toString();
        }
        callback.put("ResultCode", 0);
        var items = callback.putObject("CallbackMetadata").putArray("Item");
        items.addObject()
                .put("Name", "Amount")
                .put("Value", Double.parseDouble(prompt.path("Amount").asString()));
        items.addObject()
                .put("Name", "MpesaReceiptNumber")
                .put("Value", prompt.path("receipt").asString());
        items.addObject().put("Name", "Balance");
        items.addObject().put("Name", "TransactionDate").put("Value", 20260102030405L);
        items.addObject().put("Name", "PhoneNumber").put("Value", 254700000000L);
        return body.toString();
    }

    /** The result of a reversal, with a single parameter or with many. */
    public static String result(String conversation, Object code, Map<String, Object> parameters) {
        var body = StubServer.JSON.createObjectNode();
        var result = body.putObject("Result").put("ResultType", 0).put("OriginatorConversationID", conversation);
        result.set("ResultCode", StubServer.JSON.valueToTree(code));
        var all = result.putObject("ResultParameters");
        var array = StubServer.JSON.createArrayNode();
        parameters.forEach(
                (key, value) -> array.addObject().put("Key", key).set("Value", StubServer.JSON.valueToTree(value)));
        if (array.size() == 1) {
            all.set("ResultParameter", array.get(0));
        } else {
            all.set("ResultParameter", array);
        }
        return body.toString();
    }

    public List<JsonNode> reversals(String receipt) {
        return server.received("/reversal/").stream()
                .map(Received::json)
                .filter(each -> each.path("TransactionID").asString().equals(receipt))
                .toList();
    }

    public static Reply error(int status, String code, String message) {
        return Reply.of(
                status, "{\"requestId\":\"1\",\"errorCode\":\"" + code + "\",\"errorMessage\":\"" + message + "\"}");
    }

    private Reply answer(Received request) {
        for (var each : instead.entrySet()) {
            var reply = request.path().contains(each.getKey()) ? each.getValue().apply(request) : null;
            if (reply != null) {
                return reply;
            }
        }
        if (request.path().startsWith("/oauth/")) {
            return granted(request);
        }
        if (!request.header("Authorization").equals("Bearer " + token)) {
            return error(404, "404.001.03", "Invalid Access Token");
        }
        var body = request.json();
        return switch (request.path()) {
            case "/mpesa/stkpush/v1/processrequest" -> push((ObjectNode) body);
            case "/mpesa/stkpushquery/v1/query" -> query(body);
            case "/mpesa/reversal/v1/request", "/mpesa/transactionstatus/v1/query" -> accepted();
            default -> error(404, "404.001.01", "Resource not found");
        };
    }

    private Reply granted(Received request) {
        var expected = "Basic " + Base64.getEncoder().encodeToString("consumer:hush".getBytes(StandardCharsets.UTF_8));
        if (!request.header("Authorization").equals(expected)) {
            return Reply.of(400, "");
        }
        token = "tok" + counter.incrementAndGet();
        return Reply.ok(
                StubServer.JSON.createObjectNode().put("access_token", token).put("expires_in", "3599"));
    }

    private Reply push(ObjectNode body) {
        var password = Base64.getEncoder()
                .encodeToString(
                        (SHORTCODE + PASSKEY + body.path("Timestamp").asString()).getBytes(StandardCharsets.UTF_8));
        if (!body.path("Password").asString().equals(password)) {
            return error(500, "500.001.1001", "Wrong credentials");
        }
        if (!body.path("Amount").asString().matches("[1-9]\\d*")) {
            return error(400, "400.002.02", "Bad Request - Invalid Amount");
        }
        var checkout = accept(body);
        return Reply.ok(StubServer.JSON
                .createObjectNode()
                .put("MerchantRequestID", "29115-1")
                .put("CheckoutRequestID", checkout)
                .put("ResponseCode", "0"));
    }

    /** The prompt is on the phone, whoever hears of it. */
    public String accept(ObjectNode body) {
        var checkout = "ws_CO_" + UUID.randomUUID();
        prompts.put(checkout, body);
        return checkout;
    }

    private Reply query(JsonNode body) {
        var checkout = body.path("CheckoutRequestID").asString();
        var prompt = prompts.get(checkout);
        if (prompt == null || !prompt.has("ResultCode")) {
            return error(500, "500.001.1001", "The transaction is being processed");
        }
        return Reply.ok(StubServer.JSON
                .createObjectNode()
                .put("ResponseCode", "0")
                .put("CheckoutRequestID", checkout)
                .put("ResultCode", prompt.path("ResultCode").asString()));
    }

    private Reply accepted() {
        return Reply.ok(StubServer.JSON
                .createObjectNode()
                .put("OriginatorConversationID", "conv-" + UUID.randomUUID())
                .put("ConversationID", "AG_1")
                .put("ResponseCode", "0"));
    }
}
