/** The steps of delivery that run by themselves or by staff. */
@NullMarked
package io.ordergate.ordering.fulfilment;

import org.jspecify.annotations.NullMarked;
