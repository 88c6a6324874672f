package io.ordergate.payment.sslcommerz;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.payment.provider.Charge;
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
import io.ordergate.support.http.Forms;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** SSLCommerz: the customer pays on its page with cards, wallets and banks of Bangladesh. */
@Component
class SslcommerzProvider implements PaymentProvider {

    static final String NAME = "sslcommerz";

    private static final String QUERY = "/validator/api/merchantTransIDvalidationAPI.php";
    private static final String VALIDATION = "/validator/api/validationserverAPI.php";
    private static final int DECIMALS = 2;

    private final SslcommerzSettings settings;
    private final PaymentSettings payments;
    private final RemoteServer server;

    SslcommerzProvider(SslcommerzSettings settings, PaymentSettings payments, PaymentServers servers) {
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
        return "SSLCommerz";
    }

    @Override
    public boolean isConfigured() {
        return settings.isComplete();
    }

    @Override
    public boolean supports(Charge charge) {
        return settings.currencies().contains(charge.currency())
                && charge.units(DECIMALS).isPresent();
    }

    @Override
    public boolean supportsRefunds() {
        return true;
    }

    @Override
    public boolean canRefund(Payment payment, long minor) {
        return new Charge(payment.charge().currency(), minor).units(DECIMALS).isPresent();
    }

    /** The customer's name and address stay here: SSLCommerz insists on them, and does not need them. */
    @Override
    public Mono<StartResult> start(Payment payment, Order order) {
        var phone = order.phone();
        var fields = new LinkedHashMap<>(credentials());
        fields.put("total_amount", decimal(payment.charge()));
        fields.put("currency", payment.charge().currency());
        fields.put("tran_id", payment.shortId());
        fields.put("success_url", payments.returnUrl(NAME, payment, "success"));
        fields.put("fail_url", payments.returnUrl(NAME, payment, "failure"));
        fields.put("cancel_url", payments.returnUrl(NAME, payment, "cancel"));
        fields.put("ipn_url", payments.url(SslcommerzRoutes.NOTIFICATION));
        fields.put("product_name", "Order " + order.number());
        fields.put("product_category", "order");
        fields.put("product_profile", "general");
        fields.put("cus_name", "Customer");
        fields.put("cus_email", settings.customerEmail());
        fields.put("cus_add1", "Not given");
        fields.put("cus_city", "Dhaka");
        fields.put("cus_postcode", "1000");
        fields.put("cus_country", "Bangladesh");
        fields.put("cus_phone", phone == null ? "Not given" : phone.e164());
        fields.put("shipping_method", "NO");
        fields.put("num_of_item", "1");
        fields.put("emi_option", "0");
        fields.put("value_a", payment.id().toString());
        return server.ask(Forms.post("create-session", settings.url() + "/gwprocess/v4/api.php", fields))
                .map(answer -> SslcommerzReports.started(answer, payment));
    }

    @Override
    public NextAction nextAction(Payment payment) {
        var url = payment.redirectUrl();
        return url == null ? NextAction.NONE : new NextAction.Redirect(url.value());
    }

    /** Queries SSLCommerz, which concludes payments by itself. */
    @Override
    public Mono<ProviderReport> conclude(Payment payment) {
        return query(payment);
    }

    /** Queries the tries of the payment, and has the paid one validated. */
    @Override
    public Mono<ProviderReport> query(Payment payment) {
        return get("query", QUERY, Map.of("tran_id", payment.referenceOrThrow()), payments.timeout())
                .flatMap(answer -> report(answer, payment));
    }

    /** The report of the validation of this try. */
    Mono<ProviderReport> validate(Payment payment, String validationId) {
        return get("validate", VALIDATION, Map.of("val_id", validationId, "v", "1"), payments.timeout())
                .map(answer -> SslcommerzReports.validated(answer, payment));
    }

    @Override
    public Mono<RefundReport> refund(Payment payment, Refund refund) {
        var fields = Map.of(
                "bank_tran_id", payment.transactionOrEmpty(),
                "refund_trans_id", Payment.shortId(refund.id()),
                "refund_amount", decimal(refund.charge()),
                "refund_remarks", refund.cause(),
                "refe_id", Payment.shortId(refund.id()),
                "v", "1");
        return get("refund", QUERY, fields, payments.concludeTimeout()).map(SslcommerzReports::requested);
    }

    /** A refund that SSLCommerz has given no name cannot be queried, and is not requested again: it might be made twice. */
    @Override
    public Mono<RefundReport> refundStatus(Payment payment, Refund refund) {
        var reference = refund.reference();
        return reference == null
                ? Mono.just(RefundReport.silent("no-name"))
                : get("get-refund", QUERY, Map.of("refund_ref_id", reference), payments.timeout())
                        .map(answer -> SslcommerzReports.refund(answer, reference));
    }

    private Mono<ProviderReport> report(RemoteAnswer answer, Payment payment) {
        if (!SslcommerzReports.isAnswered(answer)) {
            return Mono.just(ProviderReport.silent(answer.reason()));
        }
        var tries = SslcommerzReports.tries(answer, payment);
        return tries.stream()
                .filter(SslcommerzReports::isPaid)
                .map(each -> ProviderText.name(each.path("val_id")))
                .filter(id -> !id.isEmpty())
                .findFirst()
                .map(id -> validate(payment, id))
                .orElseGet(() -> Mono.just(SslcommerzReports.unpaid(tries)));
    }

    /** The password is in the query of the URL, as SSLCommerz wants it; no log has the URL. */
    private Mono<RemoteAnswer> get(String name, String path, Map<String, String> fields, Duration patience) {
        var all = new LinkedHashMap<>(fields);
        all.putAll(credentials());
        all.put("format", "json");
        return server.ask(RemoteCall.get(name, settings.url() + path + "?" + Forms.encode(all)), patience);
    }

    private Map<String, String> credentials() {
        return Map.of(
                "store_id", settings.storeId().value(),
                "store_passwd", settings.storePassword().value());
    }

    private static String decimal(Charge charge) {
        return BigDecimal.valueOf(charge.units(DECIMALS).orElseThrow(), DECIMALS)
                .toPlainString();
    }
}
