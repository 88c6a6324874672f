package io.ordergate.payment;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.ordergate.payment.ProviderLine.Call;
import io.ordergate.payment.TokenRepository.Token;
import java.time.Duration;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** bKash tokenized checkout: the customer agrees on bKash's page, and the money moves when this service says execute. */
@Component
class BkashProvider implements PaymentProvider {

    static final String NAME = "bkash";

    /** The customer could not or did not want to pay. Other codes of execute may hide a payment: bKash is asked then. */
    private static final Set<String> CAME_TO_NOTHING = Set.of("2014", "2023", "2029", "2069");

    private static final Set<String> SAYS_NOTHING = Set.of("", "2003", "2034", "503");
    private static final String CHECKOUT = "/tokenized/checkout/";

    private final BkashSettings settings;
    private final PaymentSettings payments;
    private final BkashTokens tokens;
    private final ProviderLine line;
    private final JsonMapper json;

    BkashProvider(
            BkashSettings settings, PaymentSettings payments, BkashTokens tokens, PaymentHttp http, JsonMapper json) {
        this.settings = settings;
        this.payments = payments;
        this.tokens = tokens;
        this.line = http.line(NAME);
        this.json = json;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method() {
        return "bkash";
    }

    @Override
    public boolean isConfigured() {
        return settings.isComplete();
    }

    @Override
    public boolean takes(String currency) {
        return currency.equals("BDT");
    }

    @Override
    public boolean takesWhenTold() {
        return true;
    }

    @Override
    public boolean refunds() {
        return true;
    }

    @Override
    public Mono<StartResult> start(Payment payment, String orderNumber) {
        var body = json.createObjectNode()
                .put("mode", "0011")
                .put("payerReference", orderNumber)
                .put("callbackURL", payments.url(ReturnRoutes.BKASH))
                .put("amount", payment.charge().decimal())
                .put("currency", payment.charge().currency())
                .put("intent", "sale")
                .put("merchantInvoiceNumber", orderNumber + "-" + payment.attempt());
        return ask("create", "create", body, payments.timeout()).map(BkashProvider::started);
    }

    @Override
    public NextAction nextAction(Payment payment) {
        var url = payment.redirectUrl();
        return url == null ? NextAction.NONE : new NextAction.Redirect(url);
    }

    @Override
    public Mono<ProviderReport> conclude(Payment payment) {
        return ask("execute", "execute", named(payment), payments.concludeTimeout())
                .map(answer -> report(answer, false));
    }

    @Override
    public Mono<ProviderReport> query(Payment payment) {
        return ask("query", "payment/status", named(payment), payments.timeout())
                .map(answer -> report(answer, true));
    }

    @Override
    public Mono<RefundReport> refund(Payment payment, Refund refund) {
        var body = named(payment)
                .put("trxID", payment.transactionOrEmpty())
                .put("amount", refund.charge().decimal())
                .put("sku", "order")
                .put("reason", refund.cause());
        return ask("refund", "payment/refund", body, payments.concludeTimeout()).map(BkashProvider::refunded);
    }

    @Override
    public Mono<RefundReport> refundStatus(Payment payment, Refund refund) {
        var body = named(payment).put("trxID", payment.transactionOrEmpty());
        return ask("refund-status", "payment/refund", body, payments.timeout()).map(BkashProvider::refundFound);
    }

    /** With a token; with another one if bKash does not honour it, since it has then done nothing. */
    private Mono<ProviderAnswer> ask(String name, String path, ObjectNode body, Duration patience) {
        return tokens.current()
                .flatMap(token -> with(token, name, path, body, patience))
                .defaultIfEmpty(ProviderAnswer.unsent("no-token"));
    }

    private Mono<ProviderAnswer> with(Token token, String name, String path, ObjectNode body, Duration patience) {
        return line.ask(call(token, name, path, body), patience)
                .flatMap(answer -> answer.status() == 401
                        ? again(token, call -> call(call, name, path, body), patience, answer)
                        : Mono.just(answer));
    }

    private Mono<ProviderAnswer> again(
            Token refused, java.util.function.Function<Token, Call> call, Duration patience, ProviderAnswer first) {
        return tokens.other(refused)
                .flatMap(token -> line.ask(call.apply(token), patience))
                .defaultIfEmpty(first);
    }

    private Call call(Token token, String name, String path, ObjectNode body) {
        return Call.post(
                name,
                settings.url() + CHECKOUT + path,
                headers -> headers.set(HttpHeaderNames.AUTHORIZATION, settings.authorization(tokens.idToken(token)))
                        .set("X-App-Key", settings.appKey()),
                body.toString());
    }

    private ObjectNode named(Payment payment) {
        return json.createObjectNode().put("paymentID", payment.referenceOrThrow());
    }

    private static StartResult started(ProviderAnswer answer) {
        var body = answer.json();
        var id = body.path("paymentID").asString("");
        var url = body.path("bkashURL").asString("");
        return isDone(answer) && !id.isEmpty() && url.startsWith("http")
                ? new StartResult.Started(id, url)
                : new StartResult.NotStarted(code(answer));
    }

    private static ProviderReport report(ProviderAnswer answer, boolean asked) {
        var body = answer.json();
        if (!isDone(answer)) {
            return CAME_TO_NOTHING.contains(code(answer))
                    ? ProviderReport.failed(code(answer))
                    : ProviderReport.silent(code(answer));
        }
        var charge = Charge.of(
                body.path("currency").asString(""), body.path("amount").asString(""));
        return switch (body.path("transactionStatus").asString("")) {
            case "Completed" -> ProviderReport.paid(charge, body.path("trxID").asString(""));
            case "Initiated", "Pending" -> asked ? ProviderReport.open("") : ProviderReport.silent("initiated");
            case "Cancelled", "Failed", "Expired" -> ProviderReport.failed("ended");
            default -> ProviderReport.silent("unreadable");
        };
    }

    private static RefundReport refunded(ProviderAnswer answer) {
        var found = refundFound(answer);
        var code = code(answer);
        return found.state() == RefundReport.State.NONE && !SAYS_NOTHING.contains(code)
                ? RefundReport.failed("", code)
                : found.state() == RefundReport.State.NONE ? RefundReport.silent(code) : found;
    }

    private static RefundReport refundFound(ProviderAnswer answer) {
        var id = answer.json().path("refundTrxID").asString("");
        if (isDone(answer) && !id.isEmpty()) {
            return answer.json().path("transactionStatus").asString("").equals("Completed")
                    ? RefundReport.settled(id)
                    : RefundReport.pending(id);
        }
        return answer.isSuccess() && !answer.json().isMissingNode()
                ? RefundReport.none()
                : RefundReport.silent(answer.reason());
    }

    /** HTTP 200 says nothing. */
    private static boolean isDone(ProviderAnswer answer) {
        return answer.isSuccess()
                && answer.json().path("statusCode").asString("").equals("0000");
    }

    private static String code(ProviderAnswer answer) {
        var body = answer.json();
        var code = body.path("statusCode").asString(body.path("errorCode").asString(""));
        return code.isEmpty() ? answer.reason() : ProviderAnswer.code(code);
    }
}
