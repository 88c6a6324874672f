package io.ordergate.payment.cash;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.payment.provider.NextAction;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentProvider;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.secret.Sensitive;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Cash on delivery. There is no server to call: staff record that the cash was collected. */
@Component
class CashProvider implements PaymentProvider {

    static final String NAME = "cash";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PaymentMethod method() {
        return PaymentMethod.CASH_ON_DELIVERY;
    }

    @Override
    public boolean isConfigured() {
        return true;
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public Mono<StartResult> start(Payment payment, Order order) {
        return Mono.just(new StartResult.Started(payment.id().toString(), Sensitive.NONE));
    }

    @Override
    public NextAction nextAction(Payment payment) {
        return NextAction.PAY_ON_DELIVERY;
    }

    @Override
    public Mono<ProviderReport> conclude(Payment payment) {
        return query(payment);
    }

    @Override
    public Mono<ProviderReport> query(Payment payment) {
        return Mono.just(ProviderReport.silent("nobody-to-ask"));
    }
}
