package io.ordergate.payment.bkash;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.payment.bkash.TokenRepository.Token;
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
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** bKash tokenized checkout: the customer approves on bKash's page, and bKash captures the money when this service calls execute. */
@Component
class BkashProvider implements PaymentProvider {

    static final String NAME = "bkash";

    private static final String CHECKOUT = "/tokenized/checkout/";

    private final BkashSettings settings;
    private final PaymentSettings payments;
    private final BkashTokens tokens;
    private final RemoteServer server;
    private final JsonMapper json;

    BkashProvider(
            BkashSettings settings,
            PaymentSettings payments,
            BkashTokens tokens,
            PaymentServers servers,
            JsonMapper json) {
        this.settings = settings;
        this.payments = payments;
        this.tokens = tokens;
        this.server = servers.server(NAME);
        this.json = json;
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
        return "bKash";
    }

    @Override
    public boolean isConfigured() {
        return settings.isComplete();
    }

    @Override
    public boolean supports(Charge charge) {
        return charge.currency().equals("BDT");
    }

    @Override
    public boolean capturesOnConclude() {
        return true;
    }

    @Override
    public boolean supportsRefunds() {
        return true;
    }

    @Override
    public Mono<StartResult> start(Payment payment, Order order) {
        var body = json.createObjectNode()
                .put("mode", "0011")
                .put("payerReference", order.number())
                .put("callbackURL", payments.url(BkashRoutes.CALLBACK))
                .put("amount", payment.charge().decimal())
                .put("currency", payment.charge().currency())
                .put("intent", "sale")
                .put("merchantInvoiceNumber", order.number() + "-" + payment.attempt());
        return answer("create", "create", body, payments.timeout()).map(BkashReports::started);
    }

    @Override
    public NextAction nextAction(Payment payment) {
        var url = payment.redirectUrl();
        return url == null ? NextAction.NONE : new NextAction.Redirect(url.value());
    }

    @Override
    public Mono<ProviderReport> conclude(Payment payment) {
        return answer("execute", "execute", named(payment), payments.concludeTimeout())
                .map(answer -> BkashReports.payment(answer, false));
    }

    /** Of a captured payment, only the refunds are queried. */
    @Override
    public Mono<ProviderReport> query(Payment payment) {
        return payment.status().isCaptured()
                ? refundQuery(payment).map(answer -> BkashReports.refunded(answer, payment))
                : answer("query", "payment/status", named(payment), payments.timeout())
                        .map(answer -> BkashReports.payment(answer, true));
    }

    @Override
    public boolean reportsRefunds() {
        return true;
    }

    @Override
    public Mono<RefundReport> refund(Payment payment, Refund refund) {
        var body = named(payment)
                .put("trxID", payment.transactionOrEmpty())
                .put("amount", refund.charge().decimal())
                .put("sku", "order")
                .put("reason", refund.cause());
        return answer("refund", "payment/refund", body, payments.concludeTimeout())
                .map(BkashReports::refund);
    }

    @Override
    public Mono<RefundReport> refundStatus(Payment payment, Refund refund) {
        return refundQuery(payment).map(BkashReports::refundFound);
    }

    private Mono<RemoteAnswer> refundQuery(Payment payment) {
        var body = named(payment).put("trxID", payment.transactionOrEmpty());
        return answer("refund-status", "payment/refund", body, payments.timeout());
    }

    /** Calls with a token, and once more with another token if bKash refuses the first one and so has done nothing. */
    private Mono<RemoteAnswer> answer(String name, String path, ObjectNode body, Duration patience) {
        return tokens.current()
                .flatMap(token -> answer(token, name, path, body, patience))
                .defaultIfEmpty(RemoteAnswer.notAsked("no-token"));
    }

    private Mono<RemoteAnswer> answer(Token token, String name, String path, ObjectNode body, Duration patience) {
        return server.ask(call(token, name, path, body), patience)
                .flatMap(answer -> answer.status() == 401
                        ? retry(token, other -> call(other, name, path, body), patience, answer)
                        : Mono.just(answer));
    }

    private Mono<RemoteAnswer> retry(
            Token refused, Function<Token, RemoteCall> call, Duration patience, RemoteAnswer first) {
        return tokens.other(refused)
                .flatMap(token -> server.ask(call.apply(token), patience))
                .defaultIfEmpty(first);
    }

    private RemoteCall call(Token token, String name, String path, ObjectNode body) {
        return RemoteCall.post(name, settings.url() + CHECKOUT + path, body.toString())
                .with("Authorization", settings.authorization(tokens.idToken(token)))
                .with("X-App-Key", settings.appKey().value());
    }

    private ObjectNode named(Payment payment) {
        return json.createObjectNode().put("paymentID", payment.referenceOrThrow());
    }
}
