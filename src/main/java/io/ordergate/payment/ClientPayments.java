package io.ordergate.payment;

import io.ordergate.ordering.model.OrderDrafts;
import io.ordergate.payment.provider.Charge;
import io.ordergate.payment.provider.PaymentProvider;
import io.ordergate.payment.provider.Providers;
import io.ordergate.support.ClientSettings;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Tells clients how this shop can be paid, and in which currencies each method takes money. */
@Component
class ClientPayments implements ClientSettings {

    /** An amount that has no decimals, since some methods take none. */
    private static final String EVEN = "100";

    private final Providers providers;
    private final List<String> currencies;

    /** A method that an order may have. */
    record Method(String name, String label, boolean online, boolean needsScript, List<String> currencies) {}

    ClientPayments(Providers providers, OrderDrafts orders) {
        this.providers = providers;
        this.currencies = orders.currencies();
    }

    @Override
    public Map<String, Object> forClients() {
        return Map.of(
                "payment_methods",
                providers.known().stream()
                        .flatMap(providers::configured)
                        .map(this::method)
                        .toList());
    }

    private Method method(PaymentProvider provider) {
        return new Method(
                provider.method().id(),
                provider.label(),
                provider.isRemote(),
                provider.needsScript(),
                currencies.stream()
                        .filter(currency -> provider.supports(Charge.of(currency, EVEN)))
                        .toList());
    }
}
