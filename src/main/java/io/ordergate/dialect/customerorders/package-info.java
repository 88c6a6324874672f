/** Calls of the customer-orders services, as their clients send them. */
@NullMarked
package io.ordergate.dialect.customerorders;

import org.jspecify.annotations.NullMarked;
