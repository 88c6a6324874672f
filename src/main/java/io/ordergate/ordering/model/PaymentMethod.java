package io.ordergate.ordering.model;

/**
 * How an order is to be paid. Every payment provider brings its own, see {@link PaymentMethods}.
 *
 * @param id the name in the database and in JSON
 */
public record PaymentMethod(String id) {

    public static final PaymentMethod CASH_ON_DELIVERY = new PaymentMethod("cash_on_delivery");

    @Override
    public String toString() {
        return id;
    }
}
