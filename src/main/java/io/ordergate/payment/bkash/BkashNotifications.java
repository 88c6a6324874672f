package io.ordergate.payment.bkash;

import io.ordergate.payment.ProviderEvents;
import io.ordergate.payment.ledger.Conclusions;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentServers;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.support.LenientJson;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/**
 * Applies bKash's notifications, which a service of another company delivers and signs. Each is a reason to query bKash. No URL of a
 * message is called that does not belong to that service.
 */
@Component
class BkashNotifications {

    private static final Pattern INVOICE = Pattern.compile("(.{1,60})-(\\d{1,6})");

    private final BkashSettings settings;
    private final RemoteServer server;
    private final PaymentRepository payments;
    private final Conclusions conclusions;
    private final ProviderEvents events;

    BkashNotifications(
            BkashSettings settings,
            PaymentServers servers,
            PaymentRepository payments,
            Conclusions conclusions,
            ProviderEvents events) {
        this.settings = settings;
        this.server = servers.server(BkashProvider.NAME + "-notifications");
        this.payments = payments;
        this.conclusions = conclusions;
        this.events = events;
    }

    /**
     * Applies a message. Errors: {@code forbidden} for one that is not signed, or of another topic than that of the settings;
     * {@code payment-in-progress} for one that could not be looked into yet.
     */
    Mono<Void> receive(byte[] body) {
        var message = LenientJson.read(body);
        var certificate = text(message, "SigningCertURL");
        if (settings.notificationTopic().isBlank()
                || !settings.notificationTopic().equals(text(message, "TopicArn"))
                || !settings.isOfSource(certificate)
                || !certificate.endsWith(".pem")) {
            return events.forged(BkashProvider.NAME);
        }
        return server.ask(RemoteCall.get("certificate", certificate))
                .filter(RemoteAnswer::isSuccess)
                .switchIfEmpty(Mono.error(ProviderEvents::tooEarly))
                .flatMap(answer -> isSigned(message, answer.body()))
                .flatMap(signed -> signed
                        ? events.counted(BkashProvider.NAME, applied(message))
                        : events.<Void>forged(BkashProvider.NAME));
    }

    private static Mono<Boolean> isSigned(JsonNode message, String certificate) {
        return Mono.fromCallable(() -> BkashSignature.matches(message, certificate))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private Mono<String> applied(JsonNode message) {
        return switch (text(message, "Type")) {
            case "SubscriptionConfirmation" -> subscribed(text(message, "SubscribeURL"));
            case "Notification" -> notified(LenientJson.read(text(message, "Message")));
            default -> Mono.empty();
        };
    }

    private Mono<String> subscribed(String url) {
        return settings.isOfSource(url)
                ? server.ask(RemoteCall.get("subscribe", url))
                        .filter(RemoteAnswer::isSuccess)
                        .map(done -> "subscribed")
                        .switchIfEmpty(Mono.error(ProviderEvents::tooEarly))
                : Mono.empty();
    }

    private Mono<String> notified(JsonNode notification) {
        var transaction = ProviderText.name(notification.path("trxID"));
        return payment(ProviderText.name(notification.path("merchantInvoiceNumber")))
                .filter(payment -> payment.reference() != null)
                .flatMap(payment -> payment.transactionOrEmpty().equals(transaction)
                        ? Mono.just("repeated")
                        : conclusions.query(payment).map(after -> "taken"));
    }

    /** The payment of an invoice, which {@link BkashProvider} names by the order and the attempt. */
    private Mono<Payment> payment(String invoice) {
        var parts = INVOICE.matcher(invoice);
        return parts.matches()
                ? payments.findByAttempt(BkashProvider.NAME, parts.group(1), Integer.parseInt(parts.group(2)))
                : Mono.empty();
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }
}
