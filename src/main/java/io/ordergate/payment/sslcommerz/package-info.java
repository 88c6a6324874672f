/** SSLCommerz: sessions, notifications, validation, refunds. */
@NullMarked
package io.ordergate.payment.sslcommerz;

import org.jspecify.annotations.NullMarked;
