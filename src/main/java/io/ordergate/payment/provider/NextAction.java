package io.ordergate.payment.provider;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** What a client does next so that its customer can pay. A provider may add actions of its own, each with a type name. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public interface NextAction {

    NextAction NONE = new None();
    NextAction PAY_ON_DELIVERY = new PayOnDelivery();
    NextAction CONFIRM_ON_PHONE = new ConfirmOnPhone();

    /** Nothing: the payment is made, or is being looked into. */
    @JsonTypeName("none")
    record None() implements NextAction {}

    /** Nothing now: the customer pays at the door. */
    @JsonTypeName("pay_on_delivery")
    record PayOnDelivery() implements NextAction {}

    /** Tell the customer to confirm the payment on the phone of the order, which shows a prompt; then look at the payment again. */
    @JsonTypeName("confirm_on_phone")
    record ConfirmOnPhone() implements NextAction {}

    /** Show this page of the provider, which sends the customer back. */
    @JsonTypeName("redirect")
    record Redirect(String url) implements NextAction {}
}
