package io.ordergate.payment;

import io.ordergate.payment.StubServer.Received;
import io.ordergate.payment.StubServer.Reply;
import io.ordergate.support.http.Forms;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** SSLCommerz as its documents and libraries describe it, with a ledger of its own. */
public final class FakeSslcommerz {

    public static final String STORE = "testbox";
    public static final String PASSWORD = "qwerty";

    public final StubServer server = new StubServer(this::answer);

    private final AtomicInteger counter = new AtomicInteger();
    private final Map<String, ObjectNode> payments = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> refunds = new ConcurrentHashMap<>();

    /** What a call with this in its path is answered instead; none for the usual answer. */
    public final Map<String, Function<Received, @Nullable Reply>> instead = new ConcurrentHashMap<>();

    public ObjectNode payment(String transaction) {
        return payments.get(transaction);
    }

    /** The customer has paid on the page of SSLCommerz. */
    public ObjectNode pays(String transaction) {
        return payments.get(transaction)
                .put("status", "VALID")
                .put("val_id", "val" + transaction)
                .put("bank_tran_id", "bank" + transaction);
    }

    public ObjectNode ends(String transaction, String status) {
        return payments.get(transaction).put("status", status);
    }

    /** The fields of a notification about a payment, signed. */
    public Map<String, String> notification(String transaction) {
        return signed(payments.get(transaction), PASSWORD);
    }

    public static Map<String, String> signed(ObjectNode payment, String password) {
        var fields = new TreeMap<String, String>();
        payment.forEachEntry((name, value) -> fields.put(name, value.asString("")));
        fields.put("store_amount", "");
        var form = new TreeMap<>(fields);
        form.put("verify_key", String.join(",", fields.keySet()));
        fields.put("store_passwd", digest("MD5", password));
        form.put("verify_sign", digest("MD5", text(fields)));
        fields.put("store_passwd", digest("SHA-256", password));
        form.put("verify_sign_sha2", digest("SHA-256", text(fields)));
        return form;
    }

    private static String text(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining("&"));
    }

    private static String digest(String algorithm, String text) {
        try {
            var digest = MessageDigest.getInstance(algorithm);
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The refunds of this transaction of a bank. */
    public List<ObjectNode> refundsOf(String bankTransaction) {
        return refunds.values().stream()
                .filter(each -> each.path("bank_tran_id").asString().equals(bankTransaction))
                .toList();
    }

    private Reply answer(Received request) {
        for (var each : instead.entrySet()) {
            var reply = request.path().contains(each.getKey()) ? each.getValue().apply(request) : null;
            if (reply != null) {
                return reply;
            }
        }
        var fields = Forms.decode(
                request.method().equals("POST")
                        ? request.body()
                        : request.path().replaceFirst("^[^?]*\\?", ""));
        if (!STORE.equals(fields.get("store_id")) || !PASSWORD.equals(fields.get("store_passwd"))) {
            return request.method().equals("POST")
                    ? failed("Store Credential Error Or Store is De-active")
                    : Reply.ok(StubServer.JSON.createObjectNode().put("APIConnect", "INVALID_REQUEST"));
        }
        if (request.path().startsWith("/gwprocess/v4/api.php")) {
            return create(fields);
        }
        return request.path().contains("/validationserverAPI.php") ? validate(fields) : other(fields);
    }

    public static Reply failed(String reason) {
        return Reply.ok(StubServer.JSON
                .createObjectNode()
                .put("status", "FAILED")
                .put("failedreason", reason)
                .put("GatewayPageURL", ""));
    }

    private Reply create(Map<String, String> fields) {
        var transaction = fields.get("tran_id");
        payments.put(
                transaction,
                StubServer.JSON
                        .createObjectNode()
                        .put("tran_id", transaction)
                        .put("status", "PENDING")
                        .put("amount", fields.get("total_amount"))
                        .put("currency", "BDT")
                        .put("currency_type", fields.get("currency"))
                        .put("currency_amount", fields.get("total_amount"))
                        .put("value_a", fields.get("value_a"))
                        .put("risk_level", "0"));
        return Reply.ok(StubServer.JSON
                .createObjectNode()
                .put("status", "SUCCESS")
                .put("failedreason", "")
                .put("sessionkey", "S" + counter.incrementAndGet())
                .put("GatewayPageURL", "https://sandbox.sslcommerz.test/EasyCheckOut/" + transaction));
    }

    private Reply validate(Map<String, String> fields) {
        return payments.values().stream()
                .filter(each -> each.path("val_id").asString("").equals(fields.get("val_id")))
                .findFirst()
                .map(this::validated)
                .orElseGet(() -> Reply.ok(StubServer.JSON.createObjectNode().put("status", "INVALID_TRANSACTION")));
    }

    private Reply validated(ObjectNode payment) {
        var answer = payment.deepCopy().put("APIConnect", "DONE");
        if (payment.path("status").asString().equals("VALID")) {
            payment.put("status", "VALIDATED");
        }
        return Reply.ok(answer);
    }

    private Reply other(Map<String, String> fields) {
        var answer = StubServer.JSON.createObjectNode().put("APIConnect", "DONE");
        if (fields.containsKey("tran_id")) {
            var payment = payments.get(fields.get("tran_id"));
            answer.put("no_of_trans_found", payment == null ? 0 : 1);
            var elements = answer.putArray("element");
            if (payment != null) {
                elements.add(payment);
            }
            return Reply.ok(answer);
        }
        if (fields.containsKey("refund_ref_id")) {
            return Reply.ok(refunds.get(fields.get("refund_ref_id")).put("APIConnect", "DONE"));
        }
        return Reply.ok(refunded(fields));
    }

    public ObjectNode refunded(Map<String, String> fields) {
        var id = "R" + counter.incrementAndGet();
        refunds.put(
                id,
                StubServer.JSON
                        .createObjectNode()
                        .put("bank_tran_id", fields.get("bank_tran_id"))
                        .put("tran_id", fields.get("refund_trans_id"))
                        .put("amount", fields.get("refund_amount"))
                        .put("refund_ref_id", id)
                        .put("status", "processing"));
        return StubServer.JSON
                .createObjectNode()
                .put("APIConnect", "DONE")
                .put("bank_tran_id", fields.get("bank_tran_id"))
                .put("trans_id", fields.get("refund_trans_id"))
                .put("refund_ref_id", id)
                .put("status", "success")
                .put("errorReason", "");
    }
}
