package io.ordergate.ordering;

import io.ordergate.support.database.Sql;
import io.ordergate.web.security.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who changes an order.
 *
 * @param role {@code customer}, {@code vendor}, {@code admin} or {@code system}
 * @param id the account; null for guests and for the service itself
 */
record Actor(String role, @Nullable UUID id) {

    static final Actor SYSTEM = new Actor("system", null);

    boolean isCustomer() {
        return role.equals("customer");
    }

    static Actor of(Caller caller) {
        var account = caller.account();
        return account == null
                ? new Actor("customer", null)
                : new Actor(account.role().id(), account.id());
    }

    /** Binds the parameters of the history. */
    Sql.Call bind(Sql.Call call, String requestId) {
        return call.bind("actor", role).bind("actor_id", id, UUID.class).bind("request_id", requestId);
    }
}
