package io.ordergate.payment.nagad;

import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.NextAction;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentProvider;
import io.ordergate.payment.provider.PaymentServers;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** Nagad: initialise, complete, and when the customer is back, verify. It has no call that gives money back. */
@Component
class NagadProvider implements PaymentProvider {

    static final String NAME = "nagad";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneId.of("Asia/Dhaka"));
    private static final String TAKA = "050";
    private static final int ORDER_ID = 20;

    private final NagadSettings settings;
    private final PaymentSettings payments;
    private final RemoteServer server;
    private final JsonMapper json;
    private final Clock clock;
    private final @Nullable NagadCrypto crypto;

    /** What Nagad answered to the first call. */
    private record Begun(String reference, String challenge) {}

    NagadProvider(
            NagadSettings settings, PaymentSettings payments, PaymentServers servers, JsonMapper json, Clock clock) {
        this.settings = settings;
        this.payments = payments;
        this.server = servers.server(NAME);
        this.json = json;
        this.clock = clock;
        this.crypto = settings.isComplete() ? NagadCrypto.of(settings) : null;
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
    public boolean isConfigured() {
        return crypto != null;
    }

    @Override
    public boolean takes(String currency) {
        return currency.equals("BDT");
    }

    @Override
    public Mono<StartResult> start(Payment payment, String orderNumber) {
        return Mono.justOrEmpty(crypto)
                .flatMap(keys -> initialise(keys, payment))
                .onErrorResume(error ->
                        Mono.just(new StartResult.NotStarted(error.getClass().getSimpleName())))
                .defaultIfEmpty(new StartResult.NotStarted("not-configured"));
    }

    @Override
    public NextAction nextAction(Payment payment) {
        var url = payment.redirectUrl();
        return url == null ? NextAction.NONE : new NextAction.Redirect(url);
    }

    @Override
    public Mono<ProviderReport> conclude(Payment payment) {
        return query(payment);
    }

    @Override
    public Mono<ProviderReport> query(Payment payment) {
        return ask(RemoteCall.get("verify", settings.url() + "/verify/payment/" + payment.referenceOrThrow()))
                .map(answer -> report(answer, payment));
    }

    private Mono<StartResult> initialise(NagadCrypto keys, Payment payment) {
        var time = TIME.format(clock.instant());
        var challenge = keys.challenge();
        var plain = json.createObjectNode()
                .put("merchantId", settings.merchantId())
                .put("datetime", time)
                .put("orderId", orderId(payment))
                .put("challenge", challenge)
                .toString();
        return seal(keys, plain)
                .map(secret -> body(secret, time))
                .flatMap(body -> ask(RemoteCall.post("initialise", initialisation(payment), body)))
                .flatMap(answer ->
                        refusal(answer).map(Mono::just).orElseGet(() -> opened(keys, payment, answer, challenge)));
    }

    private Mono<StartResult> complete(NagadCrypto keys, Payment payment, Begun begun) {
        var plain = json.createObjectNode()
                .put("merchantId", settings.merchantId())
                .put("orderId", orderId(payment))
                .put("currencyCode", TAKA)
                .put("amount", payment.charge().decimal())
                .put("challenge", begun.challenge())
                .toString();
        return seal(keys, plain)
                .map(this::completion)
                .flatMap(body -> ask(
                        RemoteCall.post("complete", settings.url() + "/check-out/complete/" + begun.reference(), body)))
                .map(answer -> started(answer, begun));
    }

    private String body(NagadCrypto.Sealed secret, String time) {
        var body = json.createObjectNode();
        if (!settings.accountNumber().isBlank()) {
            body.put("accountNumber", settings.accountNumber().value());
        }
        return body.put("dateTime", time)
                .put("sensitiveData", secret.sensitiveData())
                .put("signature", secret.signature())
                .toString();
    }

    private String completion(NagadCrypto.Sealed secret) {
        var body = json.createObjectNode()
                .put("sensitiveData", secret.sensitiveData())
                .put("signature", secret.signature())
                .put("merchantCallbackURL", payments.url(NagadRoutes.CALLBACK));
        body.putObject("additionalMerchantInfo");
        return body.toString();
    }

    private Mono<StartResult> opened(NagadCrypto keys, Payment payment, RemoteAnswer answer, String challenge) {
        return begun(keys, answer, challenge)
                .flatMap(begun -> complete(keys, payment, begun))
                .defaultIfEmpty(new StartResult.NotStarted("initialise"));
    }

    /** Only what Nagad has signed, and only in answer to our own challenge's call. */
    private Mono<Begun> begun(NagadCrypto keys, RemoteAnswer answer, String challenge) {
        var body = answer.json();
        var secret = new NagadCrypto.Sealed(
                body.path("sensitiveData").asString(""), body.path("signature").asString(""));
        return Mono.fromCallable(() -> json.readTree(keys.open(secret)))
                .subscribeOn(Schedulers.boundedElastic())
                .map(plain -> new Begun(
                        ProviderText.name(plain.path("paymentReferenceId")),
                        plain.path("challenge").asString(challenge)))
                .filter(begun -> !begun.reference().isEmpty());
    }

    private static Mono<NagadCrypto.Sealed> seal(NagadCrypto keys, String plain) {
        return Mono.fromCallable(() -> keys.seal(plain)).subscribeOn(Schedulers.boundedElastic());
    }

    private static StartResult started(RemoteAnswer answer, Begun begun) {
        var url = ProviderText.url(answer.json().path("callBackUrl"));
        var done =
                answer.isSuccess() && answer.json().path("status").asString("").equals("Success");
        return done && !url.isEmpty()
                ? new StartResult.Started(begun.reference(), url)
                : refusal(answer).orElse(new StartResult.NotStarted("complete"));
    }

    /** Nagad has understood the call and declines it. */
    private static Optional<StartResult> refusal(RemoteAnswer answer) {
        var reason = answer.json().path("reason").asString("");
        return (answer.status() == 400 || answer.status() == 422) && !reason.isEmpty()
                ? Optional.of(new StartResult.Refused(
                        ProviderText.code(reason),
                        ProviderText.words(answer.json().path("message").asString(reason))))
                : Optional.empty();
    }

    private static ProviderReport report(RemoteAnswer answer, Payment payment) {
        var body = answer.json();
        if (!answer.isSuccess() || !body.path("orderId").asString("").equals(orderId(payment))) {
            return ProviderReport.silent(answer.reason());
        }
        return switch (body.path("status").asString("")) {
            case "Success" ->
                ProviderReport.paid(
                        Charge.of("BDT", ProviderText.decimal(body.path("amount"))),
                        ProviderText.name(body.path("issuerPaymentRefNo").asString(payment.referenceOrThrow())));
            case "Aborted", "Failed" ->
                ProviderReport.failed(ProviderText.code(body.path("statusCode").asString("failed")));
            default -> ProviderReport.open("");
        };
    }

    /** The end of our id, which is the random part of it: short enough for every description of this API. */
    private static String orderId(Payment payment) {
        var digits = payment.id().toString().replace("-", "");
        return digits.substring(digits.length() - ORDER_ID);
    }

    private String initialisation(Payment payment) {
        return settings.url() + "/check-out/initialize/" + settings.merchantId() + "/" + orderId(payment);
    }

    private Mono<RemoteAnswer> ask(RemoteCall call) {
        return server.ask(call.with("Content-Type", "application/json")
                .with("X-KM-Api-Version", "v-0.2.0")
                .with("X-KM-IP-V4", settings.clientIp())
                .with("X-KM-Client-Type", "PC_WEB"));
    }
}
