package io.ordergate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.payment.ledger.Conclusions;
import io.ordergate.payment.ledger.Ledger;
import io.ordergate.payment.ledger.PaymentRepository;
import io.ordergate.payment.ledger.RefundExecutor;
import io.ordergate.payment.provider.NextAction;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentProvider;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.Providers;
import io.ordergate.payment.provider.StartResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Mono;

/** A node that has the settings of one provider and not of another. */
class MissingSettingsTests extends PaymentTest {

    @Autowired
    private List<PaymentProvider> providers;

    @Autowired
    private PaymentRepository payments;

    @Autowired
    private Conclusions conclusions;

    @Autowired
    private Ledger ledger;

    @Autowired
    private RefundExecutor refunds;

    @Autowired
    private PaymentSettings settings;

    /** A provider without settings. */
    private record Unset(PaymentProvider provider) implements PaymentProvider {

        @Override
        public String name() {
            return provider.name();
        }

        @Override
        public PaymentMethod method() {
            return provider.method();
        }

        @Override
        public boolean isConfigured() {
            return false;
        }

        @Override
        public Mono<StartResult> start(Payment payment, Order order) {
            return provider.start(payment, order);
        }

        @Override
        public NextAction nextAction(Payment payment) {
            return provider.nextAction(payment);
        }

        @Override
        public Mono<ProviderReport> conclude(Payment payment) {
            return provider.conclude(payment);
        }

        @Override
        public Mono<ProviderReport> query(Payment payment) {
            return provider.query(payment);
        }
    }

    @Test
    void aNodeWithoutTheSettingsLeavesAPaymentToOneThatHasThem() {
        var order = order("nagad", "BDT", 10_000);
        start(order);
        var reference = row("select reference from payments where order_id = $1", order)
                .get("reference")
                .toString();
        NAGAD.payment(reference).put("status", "Success").put("issuerPaymentRefNo", "IP" + reference);
        var card = cardOrder();
        started(card);
        var some = new Providers(providers.stream()
                .map(provider -> provider.name().equals("nagad") ? new Unset(provider) : provider)
                .toList());
        var asked = NAGAD.server.received("/verify/").size();
        new Callbacks(payments, some, conclusions, ledger)
                .process("nagad", reference, true)
                .block(PATIENCE);
        due(order);
        due(card);
        new Reconciliation(payments, some, conclusions, refunds, settings)
                .run(() -> false)
                .block(PATIENCE);
        assertThat(NAGAD.server.received("/verify/")).hasSize(asked);
        assertThat(row("select status, checks from payments where order_id = $1 and check_at <= now()", order))
                .containsEntry("status", "pending")
                .containsEntry("checks", 0);
        assertThat(row("select checks from payments where order_id = $1", card)).containsEntry("checks", 1);
        reconcile(order);
        assertThat(status(order)).isEqualTo("paid");
    }
}
