/** Links to the page of an order. */
@NullMarked
package io.ordergate.ordering.link;

import org.jspecify.annotations.NullMarked;
