package io.ordergate.ordering.model;

import io.ordergate.ordering.price.Prices;
import io.ordergate.support.ClientSettings;
import io.ordergate.support.Failure;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.Blanks;
import io.ordergate.web.security.Caller;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives a submitted order its meaning: whose phone, which currency, what it costs. Totals are always computed here. */
@Component
public class OrderDrafts implements ClientSettings {

    private final PhoneNumbers phones;
    private final Pricing pricing;

    OrderDrafts(PhoneNumbers phones, OrderSettings settings, Prices prices) {
        this.phones = phones;
        this.pricing = new Pricing(settings, prices);
    }

    /** The currencies that orders may have, the usual one first. */
    public List<String> currencies() {
        return pricing.currencies();
    }

    @Override
    public Map<String, Object> forClients() {
        return Map.of("currency", currencies().get(0), "currencies", currencies());
    }

    /**
     * The order that the form describes, for which a code is texted. Errors: {@code invalid-phone}, {@code invalid-request} with
     * the fields; {@code out-of-stock} where it is known already that nothing is left.
     */
    public OrderDraft of(OrderForm form) {
        var draft = of(form, phone(form));
        pricing.requireLeft(draft);
        return draft;
    }

    /**
     * The order of somebody who is signed in. Without a number it gets the caller's own, if there is one. Errors: as
     * without a caller; {@code invalid-request} for a guest's order with a number that the guest has not proven to
     * hold.
     */
    public OrderDraft of(OrderForm form, Caller caller) {
        return of(form, phone(form, caller));
    }

    /** The order that the form describes, for this phone. Errors: {@code invalid-request} with the fields. */
    public OrderDraft of(OrderForm form, @Nullable PhoneNumber phone) {
        var priced = pricing.of(form, phone);
        return new OrderDraft(
                phone,
                stripped(form.customerName()),
                stripped(form.address()),
                new PaymentMethod(form.paymentMethod()),
                priced.items(),
                priced.total(),
                priced.source(),
                stripped(form.note()));
    }

    private @Nullable PhoneNumber phone(OrderForm form, Caller caller) {
        var phone = phone(form);
        var own = caller.phone();
        if (phone == null) {
            return own;
        }
        if (caller.account() == null && !phone.equals(own)) {
            throw Failure.field("phone_number", "must be the number that the token was given for");
        }
        return phone;
    }

    private @Nullable PhoneNumber phone(OrderForm form) {
        var number = Blanks.stripToNull(Sensitive.textOf(form.phoneNumber()));
        return number == null ? null : phones.parse(number, form.countryCode());
    }

    private static @Nullable Sensitive stripped(@Nullable Sensitive text) {
        var stripped = Blanks.stripToNull(Sensitive.textOf(text));
        return stripped == null ? null : Sensitive.of(stripped);
    }
}
