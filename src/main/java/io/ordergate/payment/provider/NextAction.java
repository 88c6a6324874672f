package io.ordergate.payment.provider;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** What a client does next so that its customer can pay. A provider may add actions of its own, each with a type name. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public interface NextAction {

    NextAction NONE = new None();
    NextAction PAY_ON_DELIVERY = new PayOnDelivery();

    /** Nothing: the payment is made, or is being looked into. */
    @JsonTypeName("none")
    record None() implements NextAction {}

    /** Nothing now: the customer pays at the door. */
    @JsonTypeName("pay_on_delivery")
    record PayOnDelivery() implements NextAction {}

    /** Show this page of the provider, which sends the customer back. */
    @JsonTypeName("redirect")
    record Redirect(String url) implements NextAction {}
}
