package io.ordergate.ordering;

import io.ordergate.ordering.model.Order;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose orders somebody sees: everybody's, or those placed by an account or for a phone.
 *
 * @param everybodys whether all orders are seen, whatever the rest says
 * @param phone E.164
 */
public record OrderScope(
        boolean everybodys,
        @Nullable UUID customerId,
        @Nullable Sensitive phone) {

    /** Everybody's orders for staff, else the caller's own. */
    public static OrderScope of(Caller caller) {
        return caller.isStaff() ? new OrderScope(true, null, null) : own(caller);
    }

    static OrderScope own(Caller caller) {
        var account = caller.account();
        var phone = caller.phone();
        return new OrderScope(false, account == null ? null : account.id(), phone == null ? null : Sensitive.of(phone));
    }

    boolean contains(Order order) {
        var orderPhone = order.phone();
        return contains(order.customerId(), orderPhone == null ? null : Sensitive.of(orderPhone.e164()));
    }

    /** Whether an order of this account and this phone is seen. */
    public boolean contains(@Nullable UUID orderCustomer, @Nullable Sensitive orderPhone) {
        return everybodys
                || (customerId != null && customerId.equals(orderCustomer))
                || (phone != null && phone.equals(orderPhone));
    }
}
