/** Counts and sums of orders, for staff. */
@NullMarked
package io.ordergate.ordering.summary;

import org.jspecify.annotations.NullMarked;
