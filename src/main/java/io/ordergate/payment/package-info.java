/** Payments: ways to pay, what providers say of them, money that goes back, and what is still unclear. */
@NullMarked
package io.ordergate.payment;

import org.jspecify.annotations.NullMarked;
