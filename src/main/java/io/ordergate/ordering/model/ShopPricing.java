package io.ordergate.ordering.model;

import io.ordergate.ordering.model.Pricing.PricedItems;
import io.ordergate.ordering.price.ShopPrices;
import io.ordergate.ordering.price.ShopPrices.Question;
import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.web.request.Blanks;
import io.ordergate.web.request.PlainText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Makes what the shop's own service answers into the lines of an order. What is not as asked is no answer: no price is guessed. */
class ShopPricing {

    private static final Set<String> KINDS = Set.of("delivery", "fee", "discount", "tax");
    private static final int MOST_LINES = 20;
    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_AMOUNT = 40;

    private final ShopPrices shop;

    ShopPricing(ShopPrices shop) {
        this.shop = shop;
    }

    /** What the shop's own service is asked about: items without prices. Errors: {@code invalid-request} with the fields. */
    static PricedItems asked(OrderForm form, CurrencyUnit currency) {
        var nothing = Money.zero(currency);
        var items = new ArrayList<Order.Item>(form.items().size());
        var errors = new ArrayList<FieldError>();
        for (var index = 0; index < form.items().size(); index++) {
            var item = form.items().get(index);
            var product = Blanks.stripToNull(item.productId());
            var title = Blanks.stripToNull(item.title());
            if (Order.LineKind.ofId(item.kind()) != Order.LineKind.ITEM) {
                errors.add(new FieldError("items[" + index + "].kind", "must be item: the shop names the rest"));
            } else if (product == null && title == null) {
                errors.add(new FieldError("items[" + index + "].product_id", "must not be blank"));
            } else {
                items.add(new Order.Item(
                        Order.LineKind.ITEM,
                        product,
                        title == null ? String.valueOf(product) : title,
                        nothing,
                        item.count()));
            }
        }
        if (!errors.isEmpty()) {
            throw Failure.fields(errors);
        }
        return new PricedItems(List.copyOf(items), nothing, Order.PriceSource.SHOP);
    }

    /** The lines and the total that the shop names. Errors: {@code price-refused}, {@code price-check-unavailable}. */
    Mono<PricedItems> of(OrderForm form, @Nullable PhoneNumber phone, PricedItems asked) {
        return shop.ask(question(form, phone, asked)).map(answer -> read(answer, asked));
    }

    private static Question question(OrderForm form, @Nullable PhoneNumber phone, PricedItems asked) {
        return new Question(
                "price.check",
                asked.total().getCurrencyUnit().getCode(),
                phone == null ? null : phone.country(),
                Blanks.stripToNull(form.deliveryZone()),
                form.address(),
                form.paymentMethod(),
                form.items().stream()
                        .map(item ->
                                new ShopPrices.Line(item.productId(), item.title(), item.unitPrice(), item.count()))
                        .toList());
    }

    private static PricedItems read(JsonNode answer, PricedItems asked) {
        if (answer.has("refused")) {
            throw Failure.of(ProblemCode.PRICE_REFUSED, text(answer.path("refused"), "refused"));
        }
        var currency = asked.total().getCurrencyUnit();
        if (!answer.path("currency").asString("").equals(currency.getCode())) {
            throw ShopPrices.unusable("another currency than asked");
        }
        var lines = new ArrayList<>(items(answer.path("items"), asked.items(), currency));
        lines.addAll(others(answer.path("lines"), currency));
        return new PricedItems(List.copyOf(lines), total(lines, currency), Order.PriceSource.SHOP);
    }

    private static List<Order.Item> items(JsonNode items, List<Order.Item> asked, CurrencyUnit currency) {
        if (!items.isArray() || items.size() != asked.size()) {
            throw ShopPrices.unusable("not one item for each that was asked");
        }
        var priced = new ArrayList<Order.Item>(asked.size());
        for (var index = 0; index < asked.size(); index++) {
            var item = items.get(index);
            var line = asked.get(index);
            var product = item.path("product_id");
            if (!product.isMissingNode() && !product.asString("").equals(line.productId())) {
                throw ShopPrices.unusable("items in another order than asked");
            }
            var title = item.has("title") ? text(item.path("title"), "title") : line.title();
            var price = amount(Order.LineKind.ITEM, item.path("unit_price"), currency);
            priced.add(new Order.Item(Order.LineKind.ITEM, line.productId(), title, price, line.quantity()));
        }
        return priced;
    }

    private static List<Order.Item> others(JsonNode lines, CurrencyUnit currency) {
        if (!lines.isMissingNode() && !lines.isNull() && (!lines.isArray() || lines.size() > MOST_LINES)) {
            throw ShopPrices.unusable("lines that are no list, or too many");
        }
        return lines.valueStream()
                .map(line -> {
                    if (!KINDS.contains(line.path("kind").asString(""))) {
                        throw ShopPrices.unusable("a line of an unknown kind");
                    }
                    var kind = Order.LineKind.ofId(line.path("kind").asString());
                    return new Order.Item(
                            kind,
                            null,
                            text(line.path("title"), "title"),
                            amount(kind, line.path("amount"), currency),
                            1);
                })
                .toList();
    }

    /** A total below nothing, or beyond what an order may cost, is no fault of the client here. */
    private static Money total(List<Order.Item> lines, CurrencyUnit currency) {
        try {
            return Pricing.total(lines, currency);
        } catch (Failure impossible) {
            throw ShopPrices.unusable("a total that no order may have");
        }
    }

    private static Money amount(Order.LineKind kind, JsonNode node, CurrencyUnit currency) {
        var text = node.isString() || node.isNumber() ? node.asString() : "";
        var amount = text.length() > LONGEST_AMOUNT ? null : decimal(text);
        var money = amount == null ? null : Pricing.price(kind, amount, currency);
        if (money == null) {
            throw ShopPrices.unusable("an amount that " + currency + " cannot express, or of the wrong sign");
        }
        return money;
    }

    private static @Nullable BigDecimal decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    private static String text(JsonNode node, String name) {
        var text = node.isString() ? node.asString().strip() : "";
        if (Blanks.isBlank(text) || text.length() > LONGEST_TEXT || !PlainText.Check.isPlain(text)) {
            throw ShopPrices.unusable(name + " is no text that can be shown");
        }
        return text;
    }
}
