/** Orders: what was asked for, what it costs, and what became of it. */
@NullMarked
package io.ordergate.ordering;

import org.jspecify.annotations.NullMarked;
