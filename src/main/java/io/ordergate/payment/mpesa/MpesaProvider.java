package io.ordergate.payment.mpesa;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.NextAction;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentProvider;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.Refund;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.StartResult;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** M-Pesa: the customer gets a prompt on the phone of the order and types a PIN. Amounts are whole shillings. */
@Component
class MpesaProvider implements PaymentProvider {

    static final String NAME = "mpesa";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final Pattern PHONE = Pattern.compile("\\+254[17]\\d{8}");
    private static final Pattern NO_LETTER_OR_DIGIT = Pattern.compile("[^A-Za-z0-9]");
    private static final String CURRENCY = "KES";
    private static final int LONGEST_REFERENCE = 12;

    private final MpesaSettings settings;
    private final PaymentSettings payments;
    private final MpesaCalls calls;
    private final MpesaUrls urls;
    private final ReceiptRepository receipts;
    private final JsonMapper json;
    private final Clock clock;

    MpesaProvider(
            MpesaSettings settings,
            PaymentSettings payments,
            MpesaCalls calls,
            MpesaUrls urls,
            ReceiptRepository receipts,
            JsonMapper json,
            Clock clock) {
        this.settings = settings;
        this.payments = payments;
        this.calls = calls;
        this.urls = urls;
        this.receipts = receipts;
        this.json = json;
        this.clock = clock;
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
        return "M-Pesa";
    }

    @Override
    public boolean isConfigured() {
        return settings.isComplete();
    }

    @Override
    public boolean supports(Charge charge) {
        return charge.currency().equals(CURRENCY) && charge.units(0).isPresent();
    }

    @Override
    public boolean supportsRefunds() {
        return settings.reverses();
    }

    /** M-Pesa reverses by the receipt, which is known only if the callback came. */
    @Override
    public boolean canRefund(Payment payment, long minor) {
        return settings.reverses()
                && supports(new Charge(payment.charge().currency(), minor))
                && (minor == payment.capturedMinor() || settings.partialReversals())
                && !payment.transactionOrEmpty().equals(payment.reference());
    }

    @Override
    public Mono<StartResult> start(Payment payment, Order order) {
        var phone = order.phone();
        if (phone == null || !PHONE.matcher(phone.e164()).matches()) {
            return Mono.just(new StartResult.Refused("phone", "The phone of the order is not one of M-Pesa."));
        }
        var payer = phone.e164().substring(1);
        var paybill = settings.till().isBlank();
        var body = signed().put("TransactionType", paybill ? "CustomerPayBillOnline" : "CustomerBuyGoodsOnline")
                .put("Amount", units(payment.charge()))
                .put("PartyA", payer)
                .put("PartyB", paybill ? settings.shortcode() : settings.till())
                .put("PhoneNumber", payer)
                .put("CallBackURL", urls.payment(payment.id()))
                .put("AccountReference", reference(order.number()))
                .put("TransactionDesc", "Order");
        return calls.post("push", "/mpesa/stkpush/v1/processrequest", body, payments.timeout())
                .map(answer -> MpesaReports.started(answer, payment));
    }

    @Override
    public NextAction nextAction(Payment payment) {
        return NextAction.CONFIRM_ON_PHONE;
    }

    /** Queries M-Pesa, which concludes payments by itself. */
    @Override
    public Mono<ProviderReport> conclude(Payment payment) {
        return query(payment);
    }

    @Override
    public Mono<ProviderReport> query(Payment payment) {
        var age = Duration.between(payment.createdAt(), clock.instant());
        if (payment.referenceOrThrow().startsWith(MpesaReports.UNANSWERED)) {
            return Mono.just(MpesaReports.unanswered(age));
        }
        var body = signed().put("CheckoutRequestID", payment.referenceOrThrow());
        return calls.post("query", "/mpesa/stkpushquery/v1/query", body, payments.timeout())
                .zipWith(receipts.find(payment.id()))
                .map(found -> MpesaReports.payment(found.getT1(), payment, found.getT2(), age));
    }

    @Override
    public Mono<RefundReport> refund(Payment payment, Refund refund) {
        var body = initiated("TransactionReversal", payment, refund, "result")
                .put("TransactionID", payment.transactionOrEmpty())
                .put("Amount", units(refund.charge()))
                .put("ReceiverParty", settings.shortcode())
                .put("RecieverIdentifierType", "11"); // so spelt by M-Pesa
        return calls.post("reversal", "/mpesa/reversal/v1/request", body, payments.concludeTimeout())
                .map(MpesaReports::requested);
    }

    /**
     * Has the state of a reversal sent to a callback. A reversal without a name may be requested again if it is one of the whole
     * payment, which M-Pesa makes once.
     */
    @Override
    public Mono<RefundReport> refundStatus(Payment payment, Refund refund) {
        var reference = refund.reference();
        if (reference == null) {
            return Mono.just(
                    refund.charge().minor() == payment.capturedMinor()
                            ? RefundReport.none()
                            : RefundReport.silent("no-name"));
        }
        var body = initiated("TransactionStatusQuery", payment, refund, "status")
                .put("OriginalConversationID", reference)
                .put("PartyA", settings.shortcode())
                .put("IdentifierType", "4");
        return calls.post("reversal-status", "/mpesa/transactionstatus/v1/query", body, payments.timeout())
                .thenReturn(RefundReport.pending(reference));
    }

    /** The fields by which M-Pesa knows the shop. */
    private ObjectNode signed() {
        var time = TIME.withZone(settings.timeZone()).format(clock.instant());
        var password = settings.shortcode() + settings.passkey().value() + time;
        return json.createObjectNode()
                .put("BusinessShortCode", settings.shortcode())
                .put("Password", Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8)))
                .put("Timestamp", time);
    }

    private ObjectNode initiated(String command, Payment payment, Refund refund, String kind) {
        return json.createObjectNode()
                .put("Initiator", settings.initiator())
                .put("SecurityCredential", settings.securityCredential().value())
                .put("CommandID", command)
                .put("ResultURL", urls.refund(payment.id(), refund.id(), kind))
                .put("QueueTimeOutURL", urls.refund(payment.id(), refund.id(), "timeout"))
                .put("Remarks", "Refund " + refund.cause());
    }

    /** The end of the order's number, which the prompt shows. */
    private static String reference(String number) {
        var plain = NO_LETTER_OR_DIGIT.matcher(number).replaceAll("");
        return plain.substring(Math.max(0, plain.length() - LONGEST_REFERENCE));
    }

    private static String units(Charge charge) {
        return Long.toString(charge.units(0).orElseThrow());
    }
}
