package io.ordergate.ordering.model;

import io.ordergate.support.Amounts;
import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Computes what submitted lines cost. */
class Pricing {

    private final CurrencyUnit usualCurrency;
    private final Set<CurrencyUnit> currencies = new LinkedHashSet<>();

    /** Lines with their prices, and what they cost together. */
    record PricedItems(List<Order.Item> items, Money total, Order.PriceSource source) {}

    Pricing(OrderSettings settings) {
        usualCurrency = known("CURRENCY", settings.currency());
        currencies.add(usualCurrency);
        settings.currencies().forEach(code -> currencies.add(known("CURRENCIES", code)));
    }

    private static CurrencyUnit known(String setting, String code) {
        var currency = Amounts.currency(code.strip());
        if (currency == null) {
            throw new IllegalStateException(setting + " is not an ISO 4217 code: " + code);
        }
        return currency;
    }

    /** The lines with their prices. Errors: {@code invalid-request} with the fields. */
    PricedItems of(List<OrderForm.Item> submitted, @Nullable String currencyCode, @Nullable BigDecimal claimed) {
        var currency = currency(currencyCode);
        var items = items(submitted, currency);
        return new PricedItems(items, total(items, currency, claimed), Order.PriceSource.CLIENT);
    }

    private CurrencyUnit currency(@Nullable String code) {
        var currency = code == null ? usualCurrency : Amounts.currency(code);
        if (currency == null || !currencies.contains(currency)) {
            var codes = currencies.stream().map(CurrencyUnit::getCode).collect(Collectors.joining(", "));
            throw Failure.field("currency", "must be one of " + codes);
        }
        return currency;
    }

    private static List<Order.Item> items(List<OrderForm.Item> submitted, CurrencyUnit currency) {
        var items = new ArrayList<Order.Item>(submitted.size());
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
                items.add(new Order.Item(
                        Order.LineKind.ITEM, item.productId(), item.title().strip(), price, item.count()));
            }
        }
        if (!errors.isEmpty()) {
            throw Failure.fields(errors);
        }
        return List.copyOf(items);
    }

    private static Money total(List<Order.Item> items, CurrencyUnit currency, @Nullable BigDecimal claimed) {
        var total = Money.zero(currency);
        for (var item : items) {
            total = total.plus(item.total());
        }
        if (total.getAmountMinor().compareTo(BigDecimal.valueOf(Amounts.MAX_MINOR)) > 0) {
            throw Failure.field("items", "add up to more than an order may cost");
        }
        if (claimed != null && claimed.compareTo(total.getAmount()) != 0) {
            throw Failure.field(
                    "total_amount", "does not agree with the items, which add up to " + Amounts.text(total));
        }
        return total;
    }
}
