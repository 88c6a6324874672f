package io.ordergate.payment;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.payment.ledger.PaymentAttempts;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.NextAction;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentProvider;
import io.ordergate.payment.provider.PaymentStatus;
import io.ordergate.payment.provider.Providers;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Paying for an order by a link alone, by any method for which a customer needs neither an app nor a script of the shop. */
@Service
public class LinkPayments {

    /** Who sends a form twice waits for the first one, and gets the same payment. */
    private static final Retry WHILE_IN_PROGRESS = Retry.fixedDelay(20, Duration.ofMillis(500))
            .filter(LinkPayments::isInProgress)
            .onRetryExhaustedThrow((spec, last) -> last.failure());

    private final Providers providers;
    private final PaymentRepository payments;
    private final PaymentAttempts attempts;
    private final PaymentStarts starts;
    private final LinkPaymentSettings settings;

    /**
     * A method that can be chosen.
     *
     * @param label the name that customers know it by
     */
    public record Offer(String method, String label) {}

    /**
     * What is to be paid now.
     *
     * @param offers how; none when nothing can be paid, or while a payment is being looked into
     */
    public record Due(long minor, String amount, List<Offer> offers) {}

    /**
     * What the customer does next.
     *
     * @param url the provider's page; empty when the customer confirms on the phone
     * @param fields of the form that opens the page; none where a link does
     */
    public record Action(String url, Map<String, String> fields) {

        /** A page that a link opens. */
        public Action(String url) {
            this(url, Map.of());
        }
    }

    LinkPayments(
            Providers providers,
            PaymentRepository payments,
            PaymentAttempts attempts,
            PaymentStarts starts,
            LinkPaymentSettings settings) {
        this.providers = providers;
        this.payments = payments;
        this.attempts = attempts;
        this.starts = starts;
        this.settings = settings;
    }

    /** What is due for the order, and how it can be paid. */
    public Mono<Due> due(Order order) {
        return charge(order)
                .zipWith(isLookedInto(order))
                .map(found -> shown(order, found.getT1(), found.getT2()))
                .defaultIfEmpty(new Due(0, new Charge(currency(order), 0).decimal(), List.of()));
    }

    /**
     * The open payment by this method, which may be another than the order's; empty when there is nothing to do, since nothing is
     * due or a payment is being looked into. Errors: {@code payment-method-unavailable}, {@code payment-in-progress}, {@code
     * payment-refused}, {@code payment-unavailable}.
     */
    public Mono<Action> start(Order order, String method) {
        return Mono.defer(() -> charge(order))
                .flatMap(due -> starts.start(order, due, offered(order, due, method)))
                .retryWhen(WHILE_IN_PROGRESS)
                .filter(payment -> payment.status() == PaymentStatus.PENDING && payment.reference() != null)
                .mapNotNull(this::action);
    }

    /** The amount that is due; empty when the order is not to be paid. */
    private Mono<Charge> charge(Order order) {
        return order.status().isUndone()
                ? Mono.empty()
                : payments.due(order.id()).filter(due -> due.minor() > 0);
    }

    private Mono<Boolean> isLookedInto(Order order) {
        return attempts.unpaid(order.id())
                .map(last -> last.status() == PaymentStatus.UNKNOWN || last.status() == PaymentStatus.AUTHORISED)
                .defaultIfEmpty(false);
    }

    private Due shown(Order order, Charge due, boolean lookedInto) {
        var offers = lookedInto ? List.<PaymentProvider>of() : offers(order, due);
        return new Due(
                due.minor(),
                due.decimal(),
                offers.stream()
                        .map(provider -> new Offer(provider.method().id(), provider.label()))
                        .toList());
    }

    private List<PaymentProvider> offers(Order order, Charge due) {
        return order.paymentMethod().equals(PaymentMethod.CASH_ON_DELIVERY) && !settings.insteadOfCash()
                ? List.of()
                : providers.byLink(due);
    }

    private PaymentProvider offered(Order order, Charge due, String method) {
        return offers(order, due).stream()
                .filter(provider -> provider.method().id().equals(method))
                .findFirst()
                .orElseThrow(() -> Failure.of(ProblemCode.PAYMENT_METHOD_UNAVAILABLE));
    }

    private @Nullable Action action(Payment payment) {
        var action = providers.of(payment).nextAction(payment);
        if (action instanceof NextAction.Redirect redirect) {
            return new Action(redirect.url());
        }
        if (action.equals(NextAction.CONFIRM_ON_PHONE)) {
            return new Action("");
        }
        var form = providers.of(payment).form(payment);
        return form == null ? null : new Action(form.url(), form.fields());
    }

    private static String currency(Order order) {
        return order.total().getCurrencyUnit().getCode();
    }

    private static boolean isInProgress(Throwable error) {
        return error instanceof Failure failure && failure.code() == ProblemCode.PAYMENT_IN_PROGRESS;
    }
}
