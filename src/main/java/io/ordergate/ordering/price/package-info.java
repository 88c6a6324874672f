/** The shop's price list. */
@NullMarked
package io.ordergate.ordering.price;

import org.jspecify.annotations.NullMarked;
