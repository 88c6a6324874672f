/** M-Pesa of Safaricom (Daraja): prompts on the customer's phone, callbacks, reversals. */
@NullMarked
package io.ordergate.payment.mpesa;

import org.jspecify.annotations.NullMarked;
