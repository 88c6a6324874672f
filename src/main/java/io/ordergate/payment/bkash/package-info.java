/** bKash: checkout, tokens, reports. */
@NullMarked
package io.ordergate.payment.bkash;

import org.jspecify.annotations.NullMarked;
