package io.ordergate.ordering.model;

import io.ordergate.ordering.model.Pricing.PricedItems;
import io.ordergate.ordering.price.Prices;
import io.ordergate.ordering.price.ShopPrices;
import io.ordergate.support.ClientSettings;
import io.ordergate.support.Failure;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.Blanks;
import io.ordergate.web.security.Caller;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Gives a submitted order its meaning: whose phone, which currency, what it costs. Totals are always computed here. */
@Component
public class OrderDrafts implements ClientSettings {

    private final PhoneNumbers phones;
    private final Pricing pricing;
    private final OrderRows rows;
    private final @Nullable ShopPricing shop;

    @Autowired
    OrderDrafts(PhoneNumbers phones, OrderSettings settings, Prices prices, ShopPrices shop, OrderRows rows) {
        this.phones = phones;
        this.pricing = new Pricing(settings, prices);
        this.rows = rows;
        this.shop = prices.mode() == Prices.Mode.SHOP ? new ShopPricing(shop) : null;
    }

    /** Whether the shop's own service is asked about each order. */
    public boolean areAskedFor() {
        return shop != null;
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
     * the fields; {@code out-of-stock} where it is known already that nothing is left; {@code price-changed}, {@code
     * price-refused}, {@code price-check-unavailable}.
     *
     * @param earlier the payload that an earlier request of the same name has left for this phone, if any: its prices are these
     *     ones, and the shop's own service is not asked again
     */
    public Mono<OrderDraft> of(OrderForm form, Function<PhoneNumber, Mono<String>> earlier) {
        return Mono.defer(() -> priced(form, phone(form), phone -> earlier.apply(OrderDraft.requirePhone(phone))))
                .doOnNext(pricing::requireLeft);
    }

    /**
     * The order of somebody who is signed in. Without a number it gets the caller's own, if there is one. Errors: as
     * without a caller; {@code invalid-request} for a guest's order with a number that the guest has not proven to
     * hold.
     */
    public Mono<OrderDraft> of(OrderForm form, Caller caller) {
        return Mono.defer(() -> of(form, phone(form, caller)));
    }

    /** The order that the form describes, for this phone. Errors: as without a phone. */
    public Mono<OrderDraft> of(OrderForm form, @Nullable PhoneNumber phone) {
        return Mono.defer(() -> priced(form, phone, any -> Mono.empty()));
    }

    private Mono<OrderDraft> priced(
            OrderForm form, @Nullable PhoneNumber phone, Function<@Nullable PhoneNumber, Mono<String>> earlier) {
        if (shop == null) {
            return Mono.just(draft(form, phone, pricing.of(form, phone)));
        }
        var asked = ShopPricing.asked(form, pricing.currency(form.currency()));
        return earlier.apply(phone)
                .map(rows::prices)
                .switchIfEmpty(shop.of(form, phone, asked))
                .doOnNext(priced -> Pricing.requireAgreement(form.totalAmount(), priced.items(), priced.total()))
                .map(priced -> draft(form, phone, priced).askedAs(draft(form, phone, asked)));
    }

    private static OrderDraft draft(OrderForm form, @Nullable PhoneNumber phone, PricedItems priced) {
        return new OrderDraft(
                phone,
                stripped(form.customerName()),
                stripped(form.address()),
                new PaymentMethod(form.paymentMethod()),
                priced.items(),
                priced.total(),
                priced.source(),
                stripped(form.note()),
                null);
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
