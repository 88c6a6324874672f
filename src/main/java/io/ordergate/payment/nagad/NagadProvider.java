package io.ordergate.payment.nagad;

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
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.secret.Sensitive;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** Nagad: initialise and complete a payment, and verify it when the customer is back. Nagad has no call for refunds. */
@Component
class NagadProvider implements PaymentProvider {

    static final String NAME = "nagad";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneId.of("Asia/Dhaka"));
    private static final String TAKA = "050";

    private final NagadSettings settings;
    private final PaymentSettings payments;
    private final RemoteServer server;
    private final JsonMapper json;
    private final Clock clock;
    private final @Nullable NagadCrypto crypto;

    /** Nagad's answer to the first call. */
    private record Initialisation(String reference, String challenge) {}

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
    public String label() {
        return "Nagad";
    }

    @Override
    public boolean isConfigured() {
        return crypto != null;
    }

    @Override
    public boolean supports(Charge charge) {
        return charge.currency().equals("BDT");
    }

    @Override
    public Mono<StartResult> start(Payment payment, Order order) {
        return Mono.justOrEmpty(crypto)
                .flatMap(keys -> initialise(keys, payment))
                .onErrorResume(error ->
                        Mono.just(new StartResult.NotStarted(error.getClass().getSimpleName())))
                .defaultIfEmpty(new StartResult.NotStarted("not-configured"));
    }

    @Override
    public NextAction nextAction(Payment payment) {
        var url = payment.redirectUrl();
        return url == null ? NextAction.NONE : new NextAction.Redirect(url.value());
    }

    @Override
    public Mono<ProviderReport> conclude(Payment payment) {
        return query(payment);
    }

    @Override
    public Mono<ProviderReport> query(Payment payment) {
        return answer(RemoteCall.get("verify", settings.url() + "/verify/payment/" + payment.referenceOrThrow()))
                .map(answer -> report(answer, payment));
    }

    private Mono<StartResult> initialise(NagadCrypto keys, Payment payment) {
        var time = TIME.format(clock.instant());
        var challenge = keys.challenge();
        var plain = json.createObjectNode()
                .put("merchantId", settings.merchantId())
                .put("datetime", time)
                .put("orderId", payment.shortId())
                .put("challenge", challenge)
                .toString();
        return seal(keys, plain)
                .map(secret -> body(secret, time))
                .flatMap(body -> answer(RemoteCall.post("initialise", initialisationUrl(payment), body)))
                .flatMap(answer ->
                        refusal(answer).map(Mono::just).orElseGet(() -> opened(keys, payment, answer, challenge)));
    }

    private Mono<StartResult> complete(NagadCrypto keys, Payment payment, Initialisation initialisation) {
        var plain = json.createObjectNode()
                .put("merchantId", settings.merchantId())
                .put("orderId", payment.shortId())
                .put("currencyCode", TAKA)
                .put("amount", payment.charge().decimal())
                .put("challenge", initialisation.challenge())
                .toString();
        return seal(keys, plain)
                .map(this::completion)
                .flatMap(body -> answer(RemoteCall.post(
                        "complete", settings.url() + "/check-out/complete/" + initialisation.reference(), body)))
                .map(answer -> started(answer, initialisation));
    }

    private String body(NagadCrypto.SealedMessage secret, String time) {
        var body = json.createObjectNode();
        if (!settings.accountNumber().isBlank()) {
            body.put("accountNumber", settings.accountNumber().value());
        }
        return body.put("dateTime", time)
                .put("sensitiveData", secret.sensitiveData())
                .put("signature", secret.signature())
                .toString();
    }

    private String completion(NagadCrypto.SealedMessage secret) {
        var body = json.createObjectNode()
                .put("sensitiveData", secret.sensitiveData())
                .put("signature", secret.signature())
                .put("merchantCallbackURL", payments.url(NagadRoutes.CALLBACK));
        body.putObject("additionalMerchantInfo");
        return body.toString();
    }

    private Mono<StartResult> opened(NagadCrypto keys, Payment payment, RemoteAnswer answer, String challenge) {
        return initialisation(keys, answer, challenge)
                .flatMap(initialisation -> complete(keys, payment, initialisation))
                .defaultIfEmpty(new StartResult.NotStarted("initialise"));
    }

    /** The answer to the first call, if Nagad has signed it. */
    private Mono<Initialisation> initialisation(NagadCrypto keys, RemoteAnswer answer, String challenge) {
        var body = answer.json();
        var secret = new NagadCrypto.SealedMessage(
                body.path("sensitiveData").asString(""), body.path("signature").asString(""));
        return Mono.fromCallable(() -> json.readTree(keys.open(secret)))
                .subscribeOn(Schedulers.boundedElastic())
                .map(plain -> new Initialisation(
                        ProviderText.name(plain.path("paymentReferenceId")),
                        plain.path("challenge").asString(challenge)))
                .filter(initialisation -> !initialisation.reference().isEmpty());
    }

    private static Mono<NagadCrypto.SealedMessage> seal(NagadCrypto keys, String plain) {
        return Mono.fromCallable(() -> keys.seal(plain)).subscribeOn(Schedulers.boundedElastic());
    }

    private static StartResult started(RemoteAnswer answer, Initialisation initialisation) {
        var url = ProviderText.url(answer.json().path("callBackUrl"));
        var done =
                answer.isSuccess() && answer.json().path("status").asString("").equals("Success");
        return done && !url.isEmpty()
                ? new StartResult.Started(initialisation.reference(), Sensitive.of(url))
                : refusal(answer).orElse(new StartResult.NotStarted("complete"));
    }

    /** The refusal of a call that Nagad has understood; empty for other answers. */
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
        if (!answer.isSuccess() || !body.path("orderId").asString("").equals(payment.shortId())) {
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

    private String initialisationUrl(Payment payment) {
        return settings.url() + "/check-out/initialize/" + settings.merchantId() + "/" + payment.shortId();
    }

    private Mono<RemoteAnswer> answer(RemoteCall call) {
        return server.ask(call.with("Content-Type", "application/json")
                .with("X-KM-Api-Version", "v-0.2.0")
                .with("X-KM-IP-V4", settings.clientIp())
                .with("X-KM-Client-Type", "PC_WEB"));
    }
}
