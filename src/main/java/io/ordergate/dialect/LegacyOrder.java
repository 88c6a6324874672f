package io.ordergate.dialect;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderView;
import io.ordergate.support.secret.Sensitive;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An order under all the names that the replaced services had for its parts, beside each other. Money is a number for
 * services that had numbers, and text for those that had text.
 *
 * @param <M> how money is written
 * @param status with a capital letter for orders of the customer-order service, which have nothing but an item and an
 *     amount
 */
public record LegacyOrder<M>(
        UUID id,
        String orderNumber,
        @Nullable UUID userId,
        @Nullable UUID customerId,
        String status,
        String orderStatus,
        boolean verified,
        String item,
        String productName,
        M amount,
        M totalAmount,
        String currency,
        @Nullable Sensitive phoneNumber,
        @Nullable Sensitive customerName,
        CustomerDetails customerDetails,
        @Nullable Sensitive address,
        String paymentMethod,
        String paymentStatus,
        List<Line<M>> books,
        List<Line<M>> items,
        @Nullable Sensitive note,
        String fulfilment,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    /** A line, as a book and as an item. */
    record Line<M>(
            @Nullable String id,
            @Nullable String productId,
            String title,
            M price,
            M unitPrice,
            int quantity,
            M lineTotal) {}

    /** Who ordered, in the shape of the customer-order service. */
    record CustomerDetails(
            @Nullable Sensitive name, @Nullable Sensitive phoneNumber) {}

    /** For the book shop and the order API. */
    public static LegacyOrder<BigDecimal> inNumbers(OrderView order) {
        return of(order, order.status(), BigDecimal::new);
    }

    /** For the book shop and the order API. */
    public static LegacyOrder<BigDecimal> inNumbers(Order order) {
        return inNumbers(OrderView.of(order));
    }

    /** For the customer-order service and the e-commerce backend. */
    public static LegacyOrder<String> inText(Order order) {
        var view = OrderView.of(order);
        return of(view, isCustomerOrder(view) ? capital(view.status()) : view.status(), text -> text);
    }

    private static boolean isCustomerOrder(OrderView order) {
        return order.address() == null && order.fulfilment().equals("manual");
    }

    private static <M> LegacyOrder<M> of(OrderView order, String status, Function<String, M> money) {
        var lines = order.items().stream().map(item -> line(item, money)).toList();
        var title = order.firstTitle();
        var total = money.apply(order.totalAmount());
        return new LegacyOrder<>(
                order.id(),
                order.orderNumber(),
                order.customerId(),
                order.customerId(),
                status,
                order.status(),
                true,
                title,
                title,
                total,
                total,
                order.currency(),
                order.phoneNumber(),
                order.customerName(),
                new CustomerDetails(order.customerName(), order.phoneNumber()),
                order.address(),
                order.paymentMethod(),
                order.paymentStatus(),
                lines,
                lines,
                order.note(),
                order.fulfilment(),
                order.version(),
                order.createdAt(),
                order.updatedAt());
    }

    private static <M> Line<M> line(OrderView.ItemView item, Function<String, M> money) {
        var price = money.apply(item.unitPrice());
        return new Line<>(
                item.productId(),
                item.productId(),
                item.title(),
                price,
                price,
                item.quantity(),
                money.apply(item.lineTotal()));
    }

    private static String capital(String status) {
        return status.substring(0, 1).toUpperCase(Locale.ROOT) + status.substring(1);
    }
}
