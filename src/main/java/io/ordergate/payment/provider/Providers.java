package io.ordergate.payment.provider;

import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.ordering.model.PaymentMethods;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The payment providers, by payment method and by name. */
@Component
public class Providers implements PaymentMethods {

    private final Map<PaymentMethod, PaymentProvider> byMethod;
    private final Map<String, PaymentProvider> byName;

    public Providers(List<PaymentProvider> providers) {
        byMethod = providers.stream().collect(Collectors.toMap(PaymentProvider::method, Function.identity()));
        byName = providers.stream().collect(Collectors.toMap(PaymentProvider::name, Function.identity()));
    }

    @Override
    public List<PaymentMethod> known() {
        return byName.values().stream()
                .sorted(Comparator.comparing(PaymentProvider::isRemote).thenComparing(PaymentProvider::name))
                .map(PaymentProvider::method)
                .toList();
    }

    /** The provider for orders with this method and amount. Errors: {@code payment-method-unavailable}. */
    public PaymentProvider forOrder(PaymentMethod method, Charge charge) {
        var provider = byMethod.get(method);
        if (provider == null || !provider.isConfigured()) {
            throw Failure.of(
                    ProblemCode.PAYMENT_METHOD_UNAVAILABLE, "This shop cannot take payments by " + method.id() + ".");
        }
        if (!provider.supports(charge)) {
            throw Failure.of(
                    ProblemCode.PAYMENT_METHOD_UNAVAILABLE,
                    "Payments by " + method.id() + " cannot be of " + charge.decimal() + " " + charge.currency() + ".");
        }
        return provider;
    }

    /** The providers by which this amount can be paid with nothing but a link. */
    public List<PaymentProvider> byLink(Charge charge) {
        return byName.values().stream()
                .filter(provider -> provider.isPayableByLink() && provider.isConfigured() && provider.supports(charge))
                .sorted(Comparator.comparing(PaymentProvider::name))
                .toList();
    }

    /** The provider of this method, if this node has its settings. */
    public Stream<PaymentProvider> configured(PaymentMethod method) {
        return Stream.ofNullable(byMethod.get(method)).filter(PaymentProvider::isConfigured);
    }

    /** The names of the providers whose settings this node has. */
    public List<String> configured() {
        return byName.values().stream()
                .filter(PaymentProvider::isConfigured)
                .map(PaymentProvider::name)
                .toList();
    }

    /** The names of those among them that report refunds. */
    public List<String> reportingRefunds() {
        return byName.values().stream()
                .filter(provider -> provider.isConfigured() && provider.reportsRefunds())
                .map(PaymentProvider::name)
                .toList();
    }

    public PaymentProvider of(Payment payment) {
        var provider = byName.get(payment.provider());
        if (provider == null) {
            throw new IllegalStateException("No provider " + payment.provider());
        }
        return provider;
    }
}
