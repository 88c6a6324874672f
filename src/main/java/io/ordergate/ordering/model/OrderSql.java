package io.ordergate.ordering.model;

import io.ordergate.support.database.Sql;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What other features read and change of orders within statements of their own. */
public final class OrderSql {

    /**
     * Orders {@code o}, to be read: id, number, customer_id, phone, address, status, fulfilment, payment_status, currency and
     * total_minor.
     */
    public static final String ORDERS = "orders o";

    /** Whether nothing becomes of the order {@code o}. */
    public static final String UNDONE = in(OrderStatus::isUndone);

    /** Whether goods may still be on their way to the customer of the order {@code o}. */
    public static final String OPEN = in(OrderStatus::isOpen);

    /**
     * The expressions {@code changed} (the order, unless it shows the status already) and {@code history}: the order
     * {@code :id} shows {@code payment_status} of the expression {@code state}, with a new version and a line in its
     * history.
     */
    public static final String SHOW_PAYMENT = """
            changed as (
              update orders o
                 set payment_status = s.payment_status, version = o.version + 1, updated_at = now()
                from state s
               where o.id = :id and o.payment_status <> s.payment_status
              returning o.id, o.version, o.status, o.payment_status),
            history as (
              insert into order_events (order_id, version, actor, from_status, to_status, note)
              select id, version, 'system', status, status, 'payment ' || payment_status from changed)""";

    private OrderSql() {}

    private static String in(Predicate<OrderStatus> which) {
        return Arrays.stream(OrderStatus.values())
                .filter(which)
                .map(OrderStatus::id)
                .collect(Collectors.joining("', '", "o.status in ('", "')"));
    }

    /** A statement that keeps the order of this id as it is until the transaction ends. */
    public static String lock(String id) {
        return Sql.fragment("select from orders o where o.id = {id} for no key update", Map.of("id", id));
    }
}
