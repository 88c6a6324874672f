package io.ordergate.ordering;

import io.ordergate.web.security.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose orders somebody sees: everybody's, or those placed by an account or for a phone.
 *
 * @param everybodys then the rest does not matter
 */
public record OrderScope(
        boolean everybodys,
        @Nullable UUID customerId,
        @Nullable String phone) {

    /** All for staff, else the caller's own. */
    public static OrderScope of(Caller caller) {
        return caller.isStaff() ? new OrderScope(true, null, null) : own(caller);
    }

    static OrderScope own(Caller caller) {
        var account = caller.account();
        return new OrderScope(false, account == null ? null : account.id(), caller.phone());
    }

    public boolean contains(@Nullable UUID orderCustomer, @Nullable String orderPhone) {
        return everybodys
                || (customerId != null && customerId.equals(orderCustomer))
                || (phone != null && phone.equals(orderPhone));
    }
}
