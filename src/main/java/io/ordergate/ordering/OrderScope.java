package io.ordergate.ordering;

import io.ordergate.ordering.model.Order;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.web.security.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose orders somebody sees: everybody's, or those placed by an account or for a phone.
 *
 * @param everybodys whether all orders are seen, whatever the rest says
 */
public record OrderScope(
        boolean everybodys,
        @Nullable UUID customerId,
        @Nullable PhoneNumber phone) {

    /** Everybody's orders for staff, else the caller's own. */
    public static OrderScope of(Caller caller) {
        return caller.isStaff() ? new OrderScope(true, null, null) : own(caller);
    }

    static OrderScope own(Caller caller) {
        var account = caller.account();
        return new OrderScope(false, account == null ? null : account.id(), caller.phone());
    }

    boolean contains(Order order) {
        return contains(order.customerId(), order.phone());
    }

    /** Whether an order of this account and this phone is seen. */
    public boolean contains(@Nullable UUID orderCustomer, @Nullable PhoneNumber orderPhone) {
        return everybodys
                || (customerId != null && customerId.equals(orderCustomer))
                || (phone != null && phone.equals(orderPhone));
    }
}
