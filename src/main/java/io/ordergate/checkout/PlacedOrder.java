package io.ordergate.checkout;

import io.ordergate.identity.token.AccessToken;
import io.ordergate.ordering.model.Order;

/**
 * A placed order, and an access token for the proven phone.
 *
 * @param isReplay whether the answer repeats an earlier one
 */
record PlacedOrder(Order order, AccessToken token, boolean isReplay) {}
