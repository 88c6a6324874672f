package io.ordergate.payment.provider;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a client does next so that its customer can pay. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NextAction.None.class, name = "none"),
    @JsonSubTypes.Type(value = NextAction.PayOnDelivery.class, name = "pay_on_delivery"),
    @JsonSubTypes.Type(value = NextAction.Redirect.class, name = "redirect"),
    @JsonSubTypes.Type(value = NextAction.Razorpay.class, name = "razorpay")
})
public sealed interface NextAction {

    NextAction NONE = new None();
    NextAction PAY_ON_DELIVERY = new PayOnDelivery();

    /** Nothing: it is paid, or being looked into. */
    record None() implements NextAction {}

    /** Nothing now: the customer pays at the door. */
    record PayOnDelivery() implements NextAction {}

    /** Show this page of the provider; it sends the customer back. */
    record Redirect(String url) implements NextAction {}

    /** Open Razorpay's checkout with these options; amount in minor units, as it wants them. */
    record Razorpay(String keyId, String razorpayOrderId, long amountMinor, String currency) implements NextAction {}
}
