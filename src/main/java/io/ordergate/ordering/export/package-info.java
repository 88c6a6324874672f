/** Orders as CSV. */
@NullMarked
package io.ordergate.ordering.export;

import org.jspecify.annotations.NullMarked;
