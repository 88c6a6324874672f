package io.ordergate.ordering;

import io.ordergate.ordering.model.Fulfilment;
import io.ordergate.ordering.model.PlacementSql;
import io.ordergate.web.security.Caller;
import org.jspecify.annotations.Nullable;

/** An order of somebody who is signed in, about to be placed. Its payload is JSON for {@link PlacementSql}. */
record NewOrder(@Nullable String phone, String payload, Fulfilment fulfilment, Caller caller) {

    @Override
    public String toString() {
        return "NewOrder[hidden]";
    }
}
