package io.ordergate.checkout;

import io.ordergate.identity.AccessToken;
import io.ordergate.ordering.Order;

/**
 * An order that its code has made real, and the access that this proves.
 *
 * @param isReplay whether it was answered before
 */
record PlacedOrder(Order order, AccessToken token, boolean isReplay) {}
