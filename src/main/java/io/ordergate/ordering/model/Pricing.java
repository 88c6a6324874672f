package io.ordergate.ordering.model;

import io.ordergate.ordering.price.Prices;
import io.ordergate.support.Amounts;
import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Computes what submitted lines cost. */
class Pricing {

    private final CurrencyUnit usualCurrency;
    private final Set<CurrencyUnit> currencies = new LinkedHashSet<>();
    private final DeliveryFees deliveryFees;
    private final Prices prices;

    /** Lines with their prices, and what they cost together. */
    record PricedItems(List<Order.Item> items, Money total, Order.PriceSource source) {}

    Pricing(OrderSettings settings, Prices prices) {
        this.prices = prices;
        usualCurrency = known("CURRENCY", settings.currency());
        currencies.add(usualCurrency);
        settings.currencies().forEach(code -> currencies.add(known("CURRENCIES", code)));
        deliveryFees = new DeliveryFees(settings.deliveryFees(), currencies);
    }

    /** The currencies that orders may have, the usual one first. */
    List<String> currencies() {
        return currencies.stream().map(CurrencyUnit::getCode).toList();
    }

    private static CurrencyUnit known(String setting, String code) {
        var currency = Amounts.currency(code.strip());
        if (currency == null) {
            throw new IllegalStateException(setting + " is not an ISO 4217 code: " + code);
        }
        return currency;
    }

    /** The lines with their prices, and the delivery that the shop adds. Errors: {@code invalid-request} with the fields. */
    PricedItems of(OrderForm form, @Nullable PhoneNumber phone) {
        var currency = currency(form.currency());
        var ofClient = prices.mode() == Prices.Mode.CLIENT;
        var submitted = ofClient ? lines(form.items(), currency) : listed(form.items(), currency);
        var lines = withDelivery(submitted, form, phone, currency);
        var total = total(lines, currency);
        requireAgreement(form.totalAmount(), sum(submitted, currency), total);
        return new PricedItems(lines, total, ofClient ? Order.PriceSource.CLIENT : Order.PriceSource.LIST);
    }

    /** Errors: {@code out-of-stock} where this node knows that nothing is left; who places the order takes the last piece. */
    void requireLeft(OrderDraft draft) {
        var lines = draft.items();
        var missing = IntStream.range(0, lines.size())
                .filter(index -> isSoldOut(draft.priceSource(), lines.get(index)))
                .mapToObj(index ->
                        new OutOfStock(index, String.valueOf(lines.get(index).productId()), 0))
                .toList();
        if (!missing.isEmpty()) {
            throw OutOfStock.refusal(missing);
        }
    }

    private boolean isSoldOut(Order.PriceSource source, Order.Item line) {
        var product = line.productId();
        return source == Order.PriceSource.LIST && line.isItem() && product != null && prices.isSoldOut(product);
    }

    CurrencyUnit currency(@Nullable String code) {
        var currency = code == null ? usualCurrency : Amounts.currency(code);
        if (currency == null || !currencies.contains(currency)) {
            var codes = currencies.stream().map(CurrencyUnit::getCode).collect(Collectors.joining(", "));
            throw Failure.field("currency", "must be one of " + codes);
        }
        return currency;
    }

    private List<Order.Item> lines(List<OrderForm.Item> submitted, CurrencyUnit currency) {
        var lines = new ArrayList<Order.Item>(submitted.size());
        var errors = new ArrayList<FieldError>();
        for (var index = 0; index < submitted.size(); index++) {
            var line = submitted.get(index);
            var kind = Order.LineKind.ofId(line.kind());
            var price = price(kind, Objects.requireNonNull(line.unitPrice()), currency);
            if (kind == Order.LineKind.DELIVERY && !deliveryFees.isEmpty()) {
                errors.add(new FieldError("items[" + index + "].kind", "must not be delivery, which the shop adds"));
            } else if (price == null) {
                errors.add(new FieldError("items[" + index + "].unit_price", expected(kind, currency)));
            } else {
                lines.add(new Order.Item(
                        kind,
                        line.productId(),
                        Objects.requireNonNull(line.title()).strip(),
                        price,
                        line.count()));
            }
        }
        if (!errors.isEmpty()) {
            throw Failure.fields(errors);
        }
        if (lines.stream().noneMatch(Order.Item::isItem)) {
            throw Failure.field("items", "must have a line at least that is an item");
        }
        return List.copyOf(lines);
    }

    /**
     * The lines with the prices of the list, which they must have themselves where prices are only checked. Clients of some
     * replaced services send no product ids: a line without one is the product whose id is its title. Only items are taken: a
     * discount of the client's own would be one more price of the client.
     */
    private List<Order.Item> listed(List<OrderForm.Item> submitted, CurrencyUnit currency) {
        var list = prices.list();
        var items = new ArrayList<Order.Item>(submitted.size());
        var errors = new ArrayList<FieldError>();
        for (var index = 0; index < submitted.size(); index++) {
            var item = submitted.get(index);
            if (Order.LineKind.ofId(item.kind()) != Order.LineKind.ITEM) {
                errors.add(new FieldError("items[" + index + "].kind", "must be item: the shop names the rest"));
                continue;
            }
            var id = item.productId() == null ? item.title() : item.productId();
            var price = id == null ? null : list.apply(id.strip(), currency.getCode());
            if (price == null) {
                errors.add(new FieldError("items[" + index + "].product_id", "is not sold for " + currency));
                continue;
            }
            var money = Amounts.ofMinor(price.currency(), price.amountMinor());
            if (prices.mode() == Prices.Mode.CHECKED && !isOf(item.unitPrice(), money)) {
                errors.add(new FieldError("items[" + index + "].unit_price", "is " + Amounts.text(money) + " now"));
            }
            items.add(new Order.Item(Order.LineKind.ITEM, price.productId(), title(item, price), money, item.count()));
        }
        if (!errors.isEmpty()) {
            throw Failure.of(ProblemCode.PRICE_CHANGED).withFields(errors);
        }
        return List.copyOf(items);
    }

    private String title(OrderForm.Item item, Prices.Price price) {
        var submitted = prices.mode() == Prices.Mode.CHECKED ? item.title() : price.title();
        return submitted == null ? price.productId() : submitted.strip();
    }

    private static boolean isOf(@Nullable BigDecimal submitted, Money price) {
        return submitted != null && submitted.compareTo(price.getAmount()) == 0;
    }

    /** The price of one, negative for a discount; null where it has another sign or the currency cannot express it. */
    static @Nullable Money price(Order.LineKind kind, BigDecimal amount, CurrencyUnit currency) {
        if (kind != Order.LineKind.DISCOUNT) {
            return Amounts.money(amount, currency);
        }
        var discount = Amounts.money(amount.negate(), currency);
        return discount == null ? null : discount.negated();
    }

    private static String expected(Order.LineKind kind, CurrencyUnit currency) {
        return "must be an amount in " + currency + " with at most " + currency.getDecimalPlaces() + " decimals"
                + (kind == Order.LineKind.DISCOUNT ? ", not above zero" : "");
    }

    /** The lines with that of delivery behind them, where the shop has a table of fees and something is delivered. */
    private List<Order.Item> withDelivery(
            List<Order.Item> lines, OrderForm form, @Nullable PhoneNumber phone, CurrencyUnit currency) {
        if (deliveryFees.isEmpty() || form.address() == null) {
            return lines;
        }
        var goods = lines.stream()
                .filter(line -> line.isItem() || line.kind() == Order.LineKind.DISCOUNT)
                .toList();
        var all = new ArrayList<>(lines);
        all.add(deliveryFees.line(form.deliveryZone(), phone, sum(goods, currency)));
        return List.copyOf(all);
    }

    /**
     * What an order of these lines costs. Errors: {@code invalid-request} where that is less than nothing, or where it or
     * a line of it is more than an order may cost.
     */
    static Money total(List<Order.Item> lines, CurrencyUnit currency) {
        var total = sum(lines, currency);
        if (isTooMuch(total) || lines.stream().anyMatch(line -> isTooMuch(line.total()))) {
            throw Failure.field("items", "add up to more than an order may cost");
        }
        if (total.isNegative()) {
            throw Failure.field("items", "must not add up to less than nothing");
        }
        return total;
    }

    private static Money sum(List<Order.Item> lines, CurrencyUnit currency) {
        return Money.total(currency, lines.stream().map(Order.Item::total).toList());
    }

    private static boolean isTooMuch(Money amount) {
        return amount.abs().getAmountMinor().compareTo(BigDecimal.valueOf(Amounts.MAX_MINOR)) > 0;
    }

    /** The client may know the delivery that the shop adds or not: it names what its own lines cost, or the total. */
    static void requireAgreement(@Nullable BigDecimal claimed, List<Order.Item> lines, Money total) {
        var items = lines.stream().filter(Order.Item::isItem).toList();
        requireAgreement(claimed, sum(items, total.getCurrencyUnit()), total);
    }

    private static void requireAgreement(@Nullable BigDecimal claimed, Money submitted, Money total) {
        if (claimed != null
                && claimed.compareTo(total.getAmount()) != 0
                && claimed.compareTo(submitted.getAmount()) != 0) {
            throw Failure.field(
                    "total_amount", "does not agree with the items, which add up to " + Amounts.text(total));
        }
    }
}
