/** Messages committed together with the change that caused them. */
@NullMarked
package io.ordergate.outbox;

import org.jspecify.annotations.NullMarked;
