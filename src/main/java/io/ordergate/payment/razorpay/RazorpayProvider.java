package io.ordergate.payment.razorpay;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.payment.provider.NextAction;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentProvider;
import io.ordergate.payment.provider.PaymentServers;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cards through Razorpay, whose checkout runs at the client, so that this service never sees a card. */
@Component
class RazorpayProvider implements PaymentProvider {

    static final String NAME = "razorpay";

    private static final String IDEMPOTENCY = "X-Refund-Idempotency";

    private final RazorpaySettings settings;
    private final PaymentSettings payments;
    private final RemoteServer server;
    private final JsonMapper json;
    private final String authorization;

    RazorpayProvider(RazorpaySettings settings, PaymentSettings payments, PaymentServers servers, JsonMapper json) {
        this.settings = settings;
        this.payments = payments;
        this.server = servers.server(NAME);
        this.json = json;
        var credentials = settings.keyId() + ":" + settings.keySecret().value();
        authorization = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PaymentMethod method() {
        return new PaymentMethod("card");
    }

    @Override
    public String label() {
        return "Razorpay";
    }

    /** Razorpay's page needs an address to come back to; where there is a script, its checkout needs none. */
    @Override
    public boolean isPayableByLink() {
        return !payments.publicUrl().isBlank();
    }

    @Override
    public boolean needsScript() {
        return true;
    }

    /** Razorpay's hosted checkout. It learns nothing of the customer from here. */
    @Override
    public Form form(Payment payment) {
        return new Form(
                settings.url() + "/checkout/embedded",
                Map.of(
                        "key_id",
                        settings.keyId(),
                        "order_id",
                        payment.referenceOrThrow(),
                        "amount",
                        Long.toString(payment.charge().minor()),
                        "currency",
                        payment.charge().currency(),
                        "callback_url",
                        payments.url(PaymentSettings.RETURN_PATH + NAME),
                        "cancel_url",
                        payments.returnUrl(NAME, payment, "cancel")));
    }

    @Override
    public boolean isConfigured() {
        return settings.isComplete();
    }

    /** Customers may try to pay an order at Razorpay several times, and pay it once. */
    @Override
    public boolean canReopen() {
        return true;
    }

    @Override
    public boolean supportsRefunds() {
        return true;
    }

    @Override
    public boolean reportsRefunds() {
        return true;
    }

    @Override
    public Mono<StartResult> start(Payment payment, Order order) {
        var body = json.createObjectNode()
                .put("amount", payment.charge().minor())
                .put("currency", payment.charge().currency())
                .put("receipt", payment.id().toString());
        body.putObject("notes").put("order_number", order.number());
        return server.ask(post("create-order", "/orders", body.toString())).map(RazorpayProvider::started);
    }

    @Override
    public NextAction nextAction(Payment payment) {
        return new OpenCheckout(
                settings.keyId(),
                payment.referenceOrThrow(),
                payment.charge().minor(),
                payment.charge().currency());
    }

    /** Queries Razorpay, which concludes payments by itself. */
    @Override
    public Mono<ProviderReport> conclude(Payment payment) {
        return query(payment);
    }

    @Override
    public Mono<ProviderReport> query(Payment payment) {
        return server.ask(get("get-payments", "/orders/" + payment.referenceOrThrow() + "/payments"))
                .map(answer -> best(answer, payment.transactionOrEmpty()));
    }

    /** The payment with this name at Razorpay; empty when Razorpay does not answer with it. */
    Mono<JsonNode> find(String transactionId) {
        return server.ask(get("get-payment", "/payments/" + transactionId))
                .filter(RemoteAnswer::isSuccess)
                .map(RemoteAnswer::json);
    }

    @Override
    public Mono<ProviderReport> capture(Payment payment) {
        var body = json.createObjectNode()
                .put("amount", payment.charge().minor())
                .put("currency", payment.charge().currency());
        return server.ask(post("capture", "/payments/" + payment.transactionOrEmpty() + "/capture", body.toString()))
                .map(answer -> answer.isSuccess()
                        ? RazorpayReports.payment(answer.json())
                        : ProviderReport.silent(answer.reason()));
    }

    @Override
    public Mono<RefundReport> refund(Payment payment, Refund refund) {
        var body = json.createObjectNode()
                .put("amount", refund.charge().minor())
                .put("speed", "normal")
                .put("receipt", refund.id().toString());
        var call = post("refund", "/payments/" + payment.transactionOrEmpty() + "/refund", body.toString());
        return server.ask(call.with(IDEMPOTENCY, refund.id().toString())).map(answer -> refund(answer, ""));
    }

    /** A refund without a name may be requested again, since Razorpay recognises the idempotency key. */
    @Override
    public Mono<RefundReport> refundStatus(Payment payment, Refund refund) {
        var reference = refund.reference();
        return reference == null
                ? Mono.just(RefundReport.none())
                : server.ask(get("get-refund", "/refunds/" + reference)).map(answer -> refund(answer, reference));
    }

    private static StartResult started(RemoteAnswer answer) {
        var id = ProviderText.name(answer.json().path("id"));
        if (answer.isSuccess() && !id.isEmpty()) {
            return new StartResult.Started(id, Sensitive.NONE);
        }
        return RazorpayReports.isRefusal(answer)
                ? new StartResult.Refused(RazorpayReports.reason(answer), RazorpayReports.words(answer))
                : new StartResult.NotStarted(RazorpayReports.reason(answer));
    }

    /** The report about the try that is known to have paid the order, else about the try that came furthest. */
    private static ProviderReport best(RemoteAnswer answer, String known) {
        var items = answer.json().path("items");
        if (!answer.isSuccess() || !items.isArray()) {
            return ProviderReport.silent(RazorpayReports.reason(answer));
        }
        return items.valueStream()
                .map(RazorpayReports::payment)
                .filter(report -> report.state() != ProviderReport.State.FAILED) // the customer can try again
                .max(Comparator.comparing((ProviderReport report) -> isOf(known, report))
                        .thenComparing(ProviderReport::state))
                .orElse(ProviderReport.open(""));
    }

    private static boolean isOf(String known, ProviderReport report) {
        return !known.isEmpty() && report.transactionId().equals(known);
    }

    private static RefundReport refund(RemoteAnswer answer, String reference) {
        if (answer.isRefusal()) {
            return reference.isEmpty()
                    ? RefundReport.failed("", RazorpayReports.reason(answer))
                    : RefundReport.silent(answer.reason());
        }
        JsonNode refund = answer.json();
        return answer.isSuccess() ? RazorpayReports.refund(refund) : RefundReport.silent(answer.reason());
    }

    private RemoteCall post(String name, String path, String body) {
        return RemoteCall.post(name, settings.url() + path, body).with("Authorization", authorization);
    }

    private RemoteCall get(String name, String path) {
        return RemoteCall.get(name, settings.url() + path).with("Authorization", authorization);
    }
}
