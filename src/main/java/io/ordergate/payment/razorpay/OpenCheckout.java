package io.ordergate.payment.razorpay;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.ordergate.payment.provider.NextAction;

/** The client opens Razorpay's checkout with these options; the amount is in minor units, as the checkout takes it. */
@JsonTypeName("razorpay")
record OpenCheckout(String keyId, String razorpayOrderId, long amountMinor, String currency) implements NextAction {}
