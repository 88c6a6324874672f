package io.ordergate.ordering;

import io.ordergate.support.Amounts;
import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import io.ordergate.support.PhoneNumbers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives a submitted order its meaning: whose phone, which currency, what it costs. Totals are always computed here. */
@Component
public class OrderDrafts {

    private final PhoneNumbers phones;
    private final OrderSettings settings;

    OrderDrafts(PhoneNumbers phones, OrderSettings settings) {
        this.phones = phones;
        this.settings = settings;
        if (Amounts.currency(settings.currency()) == null) { // asked now, too, since the list of currencies is a file
            throw new IllegalStateException("CURRENCY is not an ISO 4217 code: " + settings.currency());
        }
    }

    /** The order that the form describes. Errors: {@code invalid-phone}, {@code invalid-request} with the fields. */
    public OrderDraft of(OrderForm form) {
        var phone = phones.parse(form.phoneNumber(), form.countryCode());
        var currency = currency(form);
        var items = items(form.items(), currency);
        return new OrderDraft(
                phone,
                blankToNull(form.customerName()),
                form.address(),
                form.paymentMethod(),
                items,
                total(form, items, currency),
                blankToNull(form.note()));
    }

    private CurrencyUnit currency(OrderForm form) {
        var code = form.currency() == null ? settings.currency() : form.currency();
        var currency = Amounts.currency(code);
        if (currency == null) {
            throw Failure.field("currency", "must be an ISO 4217 code such as BDT");
        }
        return currency;
    }

    private static List<OrderItem> items(List<OrderForm.Item> submitted, CurrencyUnit currency) {
        var items = new ArrayList<OrderItem>(submitted.size());
        var errors = new ArrayList<FieldError>();
        for (var index = 0; index < submitted.size(); index++) {
            var item = submitted.get(index);
            var price = Amounts.money(item.unitPrice(), currency);
            if (price == null) {
                errors.add(new FieldError(
                        "items[" + index + "].unit_price",
                        "must be an amount in " + currency + " with at most " + currency.getDecimalPlaces()
                                + " decimals"));
            } else {
                items.add(new OrderItem(item.productId(), item.title().strip(), price, item.count()));
            }
        }
        if (!errors.isEmpty()) {
            throw Failure.fields(errors);
        }
        return List.copyOf(items);
    }

    private static Money total(OrderForm form, List<OrderItem> items, CurrencyUnit currency) {
        var total = items.stream()
                .map(item -> item.unitPrice().multipliedBy(item.quantity()))
                .reduce(Money.zero(currency), Money::plus);
        if (total.getAmountMinor().compareTo(BigDecimal.valueOf(Amounts.MAX_MINOR)) > 0) {
            throw Failure.field("items", "add up to more than an order may cost");
        }
        var claimed = form.totalAmount();
        if (claimed != null && claimed.compareTo(total.getAmount()) != 0) {
            throw Failure.field(
                    "total_amount", "does not agree with the items, which add up to " + Amounts.text(total));
        }
        return total;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
