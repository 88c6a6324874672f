/** Delivery receipts of providers. */
@NullMarked
package io.ordergate.sms.receipt;

import org.jspecify.annotations.NullMarked;
