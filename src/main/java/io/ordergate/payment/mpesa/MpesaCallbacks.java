package io.ordergate.payment.mpesa;

import io.ordergate.payment.ProviderEvents;
import io.ordergate.payment.ledger.Conclusions;
import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.PaymentAttempts;
import io.ordergate.payment.ledger.PaymentNotice;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.ledger.ReviewFlag;
import io.ordergate.payment.mpesa.ReceiptRepository.Receipt;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.LenientJson;
import io.ordergate.support.secret.Sensitive;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Applies callbacks about prompts. Nobody signs them, so that M-Pesa is queried before money counts. */
@Component
class MpesaCallbacks {

    private final MpesaUrls urls;
    private final ReceiptRepository receipts;
    private final PaymentRepository payments;
    private final PaymentAttempts attempts;
    private final Conclusions conclusions;
    private final Ledger ledger;
    private final ProviderEvents events;

    MpesaCallbacks(
            MpesaUrls urls,
            ReceiptRepository receipts,
            PaymentRepository payments,
            PaymentAttempts attempts,
            Conclusions conclusions,
            Ledger ledger,
            ProviderEvents events) {
        this.urls = urls;
        this.receipts = receipts;
        this.payments = payments;
        this.attempts = attempts;
        this.conclusions = conclusions;
        this.ledger = ledger;
        this.events = events;
    }

    /** Applies the callback about the prompt of this payment. Errors: {@code forbidden} without the key of the payment. */
    Mono<Void> receive(UUID paymentId, Sensitive key, byte[] body) {
        if (!urls.matches("payment", paymentId, key)) {
            return events.forged(MpesaProvider.NAME);
        }
        var callback = LenientJson.read(body).path("Body").path("stkCallback");
        var checkout = ProviderText.name(callback.path("CheckoutRequestID"));
        var applied = payments.find(paymentId)
                .filter(payment -> payment.provider().equals(MpesaProvider.NAME) && !checkout.isEmpty())
                .flatMap(payment -> named(payment, checkout))
                .flatMap(payment -> applied(payment, callback));
        return events.counted(MpesaProvider.NAME, applied);
    }

    /**
     * The payment of this prompt; empty for another prompt. A callback may come before M-Pesa's answer to the push, or in place of it,
     * and then gives the payment its name.
     */
    private Mono<Payment> named(Payment payment, String checkout) {
        var reference = payment.reference();
        if (reference == null || reference.startsWith(MpesaReports.UNANSWERED)) {
            return attempts.start(payment.id(), new StartResult.Started(checkout, Sensitive.NONE))
                    .onErrorResume(DuplicateKeyException.class, another -> Mono.empty());
        }
        return reference.equals(checkout) ? Mono.just(payment) : Mono.empty();
    }

    private Mono<String> applied(Payment payment, JsonNode callback) {
        var receipt = receipt(callback);
        return receipt.map(each -> paid(payment, each))
                .orElseGet(() -> conclusions.query(payment).map(after -> "taken"));
    }

    private Mono<String> paid(Payment payment, Receipt receipt) {
        return payment.transactionOrEmpty().equals(receipt.name())
                ? Mono.just("repeated")
                : receipts.store(payment.id(), receipt)
                        .then(Mono.defer(() -> conclusions.query(payment)))
                        .flatMap(after -> compared(after, receipt))
                        .thenReturn("taken");
    }

    /** A person has to look at a payment that the callback calls paid and a query calls failed. */
    private Mono<Payment> compared(Payment after, Receipt receipt) {
        return after.status() == PaymentStatus.FAILED
                ? ledger.flag(
                        after.id(),
                        ReviewFlag.Reason.UNRESOLVED,
                        receipt.charge(),
                        PaymentNotice.ofProvider(MpesaProvider.NAME, "receipt:" + receipt.name(), "callback.paid"))
                : Mono.just(after);
    }

    /** What a callback tells of money; empty for a failure, and for a success that does not tell it. */
    private static Optional<Receipt> receipt(JsonNode callback) {
        var items = callback.path("CallbackMetadata").path("Item");
        var name = ProviderText.name(item(items, "MpesaReceiptNumber"));
        return MpesaReports.text(callback, "ResultCode").equals("0") && !name.isEmpty()
                ? Optional.of(new Receipt(Charge.of("KES", ProviderText.decimal(item(items, "Amount"))), name))
                : Optional.empty();
    }

    /** The value of an item, of which some have none. */
    private static JsonNode item(JsonNode items, String name) {
        return items.valueStream()
                .filter(item -> item.path("Name").asString("").equals(name))
                .findFirst()
                .map(item -> item.path("Value"))
                .orElseGet(() -> items.path(-1));
    }
}
