package io.ordergate.ordering.model;

import io.ordergate.support.Failure;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.web.request.Blanks;
import io.ordergate.web.security.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives a submitted order its meaning: whose phone, which currency, what it costs. Totals are always computed here. */
@Component
public class OrderDrafts {

    private final PhoneNumbers phones;
    private final Pricing pricing;

    OrderDrafts(PhoneNumbers phones, OrderSettings settings) {
        this.phones = phones;
        this.pricing = new Pricing(settings);
    }

    /** The order that the form describes. Errors: {@code invalid-phone}, {@code invalid-request} with the fields. */
    public OrderDraft of(OrderForm form) {
        var phone = phones.parse(form.phoneNumber(), form.countryCode());
        var priced = pricing.of(form.items(), form.currency(), form.totalAmount());
        return new OrderDraft(
                phone,
                Blanks.stripToNull(form.customerName()),
                form.address(),
                new PaymentMethod(form.paymentMethod()),
                priced.items(),
                priced.total(),
                Blanks.stripToNull(form.note()));
    }

    /**
     * The same for an order of somebody who is signed in. Without a number it is the caller's own, if there is one. Errors:
     * the same; {@code invalid-request} for a guest's order with a number that the guest has not proven to hold.
     */
    public OrderContent of(OrderContentForm form, Caller caller) {
        return of(form, phone(form, caller));
    }

    /** The same for a phone that is known already, in E.164 or none. */
    public OrderContent of(OrderContentForm form, @Nullable String phone) {
        var priced = pricing.of(form.items(), form.currency(), form.totalAmount());
        return new OrderContent(
                phone,
                Blanks.stripToNull(form.customerName()),
                Blanks.stripToNull(form.address()),
                new PaymentMethod(form.paymentMethod()),
                priced.items(),
                priced.total(),
                Blanks.stripToNull(form.note()));
    }

    private @Nullable String phone(OrderContentForm form, Caller caller) {
        var given = Blanks.stripToNull(form.phoneNumber());
        if (given == null) {
            return caller.phone();
        }
        var phone = phones.parse(given, form.countryCode()).e164();
        if (caller.account() == null && !phone.equals(caller.phone())) {
            throw Failure.field("phone_number", "must be the number that the token was given for");
        }
        return phone;
    }

    /** A number as a filter says it. Errors: {@code invalid-phone}. */
    public PhoneNumber phone(String number) {
        return phones.parse(number, null);
    }
}
