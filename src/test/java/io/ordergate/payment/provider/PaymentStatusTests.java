package io.ordergate.payment.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.ordergate.payment.PaymentTest;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The database refuses what the program would never do. */
class PaymentStatusTests extends PaymentTest {

    @TestFactory
    Stream<DynamicTest> theDatabaseHasTheSameTable() {
        return Arrays.stream(PaymentStatus.values()).flatMap(from -> Arrays.stream(PaymentStatus.values())
                .map(to -> dynamicTest(from + " to " + to, () -> step(from, to))));
    }

    private void step(PaymentStatus from, PaymentStatus to) {
        var id = payment(from);
        if (from == to || from.next().contains(to)) {
            move(id, to);
            assertThat(database.count("select count(*) from payments where id = $1 and status = $2", id, to.id()))
                    .isEqualTo(1);
        } else {
            assertThatThrownBy(() -> move(id, to)).hasMessageContaining("a payment does not go from");
        }
    }

    @Test
    void theTermsOfAPaymentStay() {
        var id = payment(PaymentStatus.PENDING);
        assertThatThrownBy(() -> database.run("update payments set amount_minor = 1 where id = $1", id))
                .hasMessageContaining("terms");
    }

    @Test
    void refundsNeverAddUpToMoreThanWasCaptured() {
        var id = payment(PaymentStatus.PAID);
        refund(id, 60, "settled");
        assertThatThrownBy(() -> refund(id, 41, "settled")).hasMessageContaining("payments_refunds_are_covered");
        refund(id, 40, "requested");
        database.run("update refunds set status = 'failed' where payment_id = $1 and amount_minor = 40", id);
        refund(id, 40, "settled");
        assertThat(database.count("select refunded_minor from payments where id = $1", id))
                .isEqualTo(100);
        assertThatThrownBy(() -> database.run("delete from refunds where payment_id = $1", id))
                .hasMessageContaining("append-only");
    }

    @Test
    void whatWasNotPaidIsNotGivenBack() {
        var id = payment(PaymentStatus.PENDING);
        assertThatThrownBy(() -> refund(id, 1, "requested")).hasMessageContaining("payments_refunds_are_covered");
    }

    @Test
    void anOrderIsNotPaidTwice() {
        var order = cardOrder();
        insert(order, 1, PaymentStatus.PAID);
        assertThatThrownBy(() -> insert(order, 2, PaymentStatus.PAID)).hasMessageContaining("payments_one_captured");
        insert(order, 2, PaymentStatus.PENDING);
        assertThatThrownBy(() -> insert(order, 3, PaymentStatus.UNKNOWN)).hasMessageContaining("payments_one_open");
    }

    @Test
    void eventsAreOnlyAdded() {
        var order = cardOrder();
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(started(order), "captured")), "evt_" + order.id());
        for (var change : new String[] {
            "update payment_events set kind = 'x'", "delete from payment_events", "truncate payment_events"
        }) {
            assertThatThrownBy(() -> database.run(change)).hasMessageContaining("append-only");
        }
    }

    private UUID payment(PaymentStatus status) {
        return insert(cardOrder(), 1, status);
    }

    private UUID insert(Placed order, int attempt, PaymentStatus status) {
        var id = UUID.randomUUID();
        database.run("""
                insert into payments (id, order_id, attempt, provider, status, currency, amount_minor, captured_minor)
                values ($1, $2, $3, 'razorpay', $4, 'INR', 100, $5)""", id, order.id(), attempt, status.id(), status.isCaptured() ? 100 : 0);
        return id;
    }

    private void move(UUID id, PaymentStatus to) {
        database.run(
                "update payments set status = $1, captured_minor = $2 where id = $3",
                to.id(),
                to.isCaptured() ? 100 : 0,
                id);
    }

    private void refund(UUID payment, long amount, String status) {
        database.run(
                "insert into refunds (id, payment_id, amount_minor, cause, status) values ($1, $2, $3, 'admin', $4)",
                UUID.randomUUID(),
                payment,
                amount,
                status);
    }
}
