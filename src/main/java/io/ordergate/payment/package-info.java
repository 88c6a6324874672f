/** Starting, showing and collecting payments, callbacks of customers, and reconciliation. */
@NullMarked
package io.ordergate.payment;

import org.jspecify.annotations.NullMarked;
