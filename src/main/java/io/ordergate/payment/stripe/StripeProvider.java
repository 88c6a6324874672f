package io.ordergate.payment.stripe;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.NextAction;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentProvider;
import io.ordergate.payment.provider.PaymentServers;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.http.Forms;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Stripe Checkout: the customer pays on Stripe's page, with whatever the shop has switched on in Stripe's dashboard. */
@Component
class StripeProvider implements PaymentProvider {

    static final String NAME = "stripe";

    private static final String SESSIONS = "/checkout/sessions";
    private static final String REFUNDS = "/refunds";

    /** Stripe wants a session to last from half an hour to a day. The rest is for clocks that differ. */
    private static final Duration SHORTEST = Duration.ofMinutes(31);

    private static final Duration LONGEST = Duration.ofHours(24).minusMinutes(1);

    private final StripeSettings settings;
    private final PaymentSettings payments;
    private final RemoteServer server;

    StripeProvider(StripeSettings settings, PaymentSettings payments, PaymentServers servers) {
        this.settings = settings;
        this.payments = payments;
        this.server = servers.server(NAME);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PaymentMethod method() {
        return new PaymentMethod(NAME);
    }

    @Override
    public String label() {
        return "Stripe";
    }

    @Override
    public boolean isConfigured() {
        return settings.isComplete();
    }

    @Override
    public boolean supports(Charge charge) {
        return StripeAmounts.units(charge).isPresent();
    }

    @Override
    public boolean supportsRefunds() {
        return true;
    }

    @Override
    public boolean canRefund(Payment payment, long minor) {
        return supports(new Charge(payment.charge().currency(), minor));
    }

    @Override
    public boolean reportsRefunds() {
        return true;
    }

    /** The key and the times come from the payment, so that a repetition is the same call. */
    @Override
    public Mono<StartResult> start(Payment payment, Order order) {
        var id = payment.id().toString();
        var fields = new LinkedHashMap<String, String>();
        fields.put("mode", "payment");
        fields.put("line_items[0][quantity]", "1");
        fields.put(
                "line_items[0][price_data][currency]",
                payment.charge().currency().toLowerCase(Locale.ROOT));
        fields.put("line_items[0][price_data][unit_amount]", units(payment.charge()));
        fields.put("line_items[0][price_data][product_data][name]", "Order " + order.number());
        fields.put("success_url", payments.returnUrl(NAME, payment, "success"));
        fields.put("cancel_url", payments.returnUrl(NAME, payment, "cancel"));
        fields.put("client_reference_id", id);
        fields.put("metadata[payment]", id);
        fields.put("payment_intent_data[metadata][payment]", id);
        fields.put("payment_intent_data[description]", "Order " + order.number());
        fields.put("expires_at", Long.toString(payment.updatedAt().plus(life()).getEpochSecond()));
        var call = post("create-session", SESSIONS, fields);
        return server.ask(call.with(
                        "Idempotency-Key", id + "-" + payment.updatedAt().toEpochMilli()))
                .map(StripeReports::started);
    }

    @Override
    public NextAction nextAction(Payment payment) {
        var url = payment.redirectUrl();
        return url == null ? NextAction.NONE : new NextAction.Redirect(url.value());
    }

    /** Queries Stripe, which concludes payments by itself. */
    @Override
    public Mono<ProviderReport> conclude(Payment payment) {
        return query(payment);
    }

    @Override
    public Mono<ProviderReport> query(Payment payment) {
        var path = SESSIONS + "/" + payment.referenceOrThrow() + "?expand%5B%5D=payment_intent.latest_charge";
        return server.ask(get("get-session", path)).map(answer -> report(answer, payment));
    }

    /** Closes the session, whose page could be paid otherwise. A session that cannot be closed may have been paid. */
    @Override
    public Mono<ProviderReport> abandon(Payment payment) {
        var call = post("expire-session", SESSIONS + "/" + payment.referenceOrThrow() + "/expire", Map.of());
        return server.ask(call)
                .flatMap(answer -> answer.isSuccess() ? Mono.just(report(answer, payment)) : query(payment));
    }

    /** The newest session of a payment intent; a missing node for an intent without one. Empty when Stripe does not answer. */
    Mono<JsonNode> sessionOf(String intent) {
        var path = SESSIONS + "?limit=1&payment_intent=" + Forms.encode(intent);
        return server.ask(get("find-session", path))
                .filter(answer ->
                        answer.isSuccess() && answer.json().path("data").isArray())
                .map(answer -> answer.json().path("data").path(0));
    }

    @Override
    public Mono<RefundReport> refund(Payment payment, Refund refund) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("payment_intent", payment.transactionOrEmpty());
        fields.put("amount", units(refund.charge()));
        fields.put("metadata[refund]", refund.id().toString());
        var call = post("refund", REFUNDS, fields)
                .with("Idempotency-Key", refund.id().toString());
        return server.ask(call, payments.concludeTimeout()).map(StripeProvider::refunded);
    }

    /**
     * A refund without a name is looked for among the refunds of the payment, since Stripe forgets idempotency keys after a day.
     */
    @Override
    public Mono<RefundReport> refundStatus(Payment payment, Refund refund) {
        var reference = refund.reference();
        return reference == null
                ? server.ask(get(
                                "find-refund",
                                REFUNDS + "?limit=100&payment_intent=" + Forms.encode(payment.transactionOrEmpty())))
                        .map(answer -> found(answer, refund))
                : server.ask(get("get-refund", REFUNDS + "/" + reference))
                        .map(answer -> answer.isSuccess()
                                ? StripeReports.refund(answer.json())
                                : RefundReport.silent(answer.reason()));
    }

    private static RefundReport refunded(RemoteAnswer answer) {
        if (answer.isSuccess()) {
            return StripeReports.refund(answer.json());
        }
        return StripeReports.isRefusal(answer)
                ? RefundReport.failed("", StripeReports.reason(answer))
                : RefundReport.silent(answer.reason());
    }

    private static RefundReport found(RemoteAnswer answer, Refund refund) {
        var refunds = answer.json().path("data");
        if (!answer.isSuccess() || !refunds.isArray()) {
            return RefundReport.silent(answer.reason());
        }
        return refunds.valueStream()
                .filter(each -> each.path("metadata")
                        .path("refund")
                        .asString("")
                        .equals(refund.id().toString()))
                .findFirst()
                .map(StripeReports::refund)
                .orElse(RefundReport.none());
    }

    private static ProviderReport report(RemoteAnswer answer, Payment payment) {
        var session = answer.json();
        return answer.isSuccess() && session.path("id").asString("").equals(payment.referenceOrThrow())
                ? StripeReports.session(session)
                : ProviderReport.silent(answer.reason());
    }

    private static String units(Charge charge) {
        return Long.toString(StripeAmounts.units(charge).orElseThrow());
    }

    private Duration life() {
        var expiry = payments.expiry();
        return expiry.compareTo(SHORTEST) < 0 ? SHORTEST : expiry.compareTo(LONGEST) > 0 ? LONGEST : expiry;
    }

    private RemoteCall post(String name, String path, Map<String, String> fields) {
        return authorised(Forms.post(name, settings.url() + path, fields));
    }

    private RemoteCall get(String name, String path) {
        return authorised(RemoteCall.get(name, settings.url() + path));
    }

    private RemoteCall authorised(RemoteCall call) {
        var authorised =
                call.with("Authorization", "Bearer " + settings.secretKey().value());
        return settings.version().isBlank() ? authorised : authorised.with("Stripe-Version", settings.version());
    }
}
