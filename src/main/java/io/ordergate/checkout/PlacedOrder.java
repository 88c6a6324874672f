package io.ordergate.checkout;

import io.ordergate.identity.token.AccessToken;
import io.ordergate.ordering.model.Order;

/**
 * An order that its code has made real, and the access that this proves.
 *
 * @param isReplay whether it was answered before
 */
record PlacedOrder(Order order, AccessToken token, boolean isReplay) {}
