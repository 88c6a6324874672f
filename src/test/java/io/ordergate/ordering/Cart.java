package io.ordergate.ordering;

import io.ordergate.ordering.model.OrderForm;
import io.ordergate.support.Amounts;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Any lines in a currency of no, two or three decimals, counted in minor units.
 *
 * @param decimals of the currency
 */
public record Cart(String currency, int decimals, List<Line> lines) {

    /** A line whose price has the sign of its kind. */
    public record Line(String kind, long minor, int quantity) {

        BigInteger total() {
            return BigInteger.valueOf(minor).multiply(BigInteger.valueOf(quantity));
        }
    }

    /** Carts of all sizes: an order of some costs less than nothing, of others too much. */
    public static Arbitrary<Cart> any() {
        var price = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.longs().between(0, 1_000_000)),
                Tuple.of(1, Arbitraries.longs().between(0, Amounts.MAX_MINOR)));
        return of(price, Arbitraries.integers().between(1, 10_000), 1);
    }

    /** Carts of which an order can be placed. */
    public static Arbitrary<Cart> possible() {
        return of(
                        Arbitraries.longs().between(0, 100_000),
                        Arbitraries.integers().between(1, 20),
                        5)
                .filter(Cart::isPossible);
    }

    private static Arbitrary<Cart> of(Arbitrary<Long> price, Arbitrary<Integer> quantity, int items) {
        var kind = Arbitraries.frequency(
                Tuple.of(items, "item"),
                Tuple.of(1, "delivery"),
                Tuple.of(1, "fee"),
                Tuple.of(1, "tax"),
                Tuple.of(1, "discount"));
        var line = Combinators.combine(kind, price, quantity)
                .as((name, each, count) -> new Line(name, name.equals("discount") ? -each : each, count));
        var lines = line.list().ofMinSize(1).ofMaxSize(12);
        var currency = Arbitraries.of(Map.entry("JPY", 0), Map.entry("BDT", 2), Map.entry("KWD", 3));
        return Combinators.combine(currency, lines).as((code, all) -> new Cart(code.getKey(), code.getValue(), all));
    }

    /** What the lines add up to, in minor units. */
    public BigInteger sum() {
        return lines.stream().map(Line::total).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** What the things cost less discounts, in minor units. */
    public BigInteger goods() {
        return lines.stream()
                .filter(line -> line.kind().equals("item") || line.kind().equals("discount"))
                .map(Line::total)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Whether an order may be of these lines. */
    public boolean isPossible() {
        var most = BigInteger.valueOf(Amounts.MAX_MINOR);
        return lines.stream().anyMatch(line -> line.kind().equals("item"))
                && lines.stream().allMatch(line -> line.total().abs().compareTo(most) <= 0)
                && sum().signum() >= 0
                && sum().compareTo(most) <= 0;
    }

    /** An amount as clients write it. */
    public String text(BigInteger minor) {
        return new BigDecimal(minor, decimals).toPlainString();
    }

    public OrderForm form() {
        return Forms.of(
                currency,
                null,
                lines.stream()
                        .map(line -> new OrderForm.Item(
                                line.kind(),
                                null,
                                "Some line",
                                BigDecimal.valueOf(line.minor(), decimals),
                                line.quantity()))
                        .toArray(OrderForm.Item[]::new));
    }

    /** The lines as clients send them, with a title each. */
    List<Map<String, Object>> json() {
        return lines.stream()
                .map(line -> {
                    var json = new LinkedHashMap<String, Object>();
                    json.put("kind", line.kind());
                    json.put("title", "Some " + line.kind());
                    json.put("unit_price", text(BigInteger.valueOf(line.minor())));
                    json.put("quantity", line.quantity());
                    return (Map<String, Object>) json;
                })
                .toList();
    }
}
