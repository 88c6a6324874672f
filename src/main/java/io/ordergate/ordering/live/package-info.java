/** Orders as they change, streamed. */
@NullMarked
package io.ordergate.ordering.live;

import org.jspecify.annotations.NullMarked;
