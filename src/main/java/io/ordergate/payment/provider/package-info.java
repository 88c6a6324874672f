/** The port that payment providers implement, and what passes through it. */
@NullMarked
package io.ordergate.payment.provider;

import org.jspecify.annotations.NullMarked;
