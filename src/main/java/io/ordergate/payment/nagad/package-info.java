/** Nagad: checkout and its cryptography. */
@NullMarked
package io.ordergate.payment.nagad;

import org.jspecify.annotations.NullMarked;
