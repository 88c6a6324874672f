package io.ordergate.ordering.model;

import io.ordergate.support.Amounts;
import io.ordergate.support.Failure;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.web.request.Blanks;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** The shop's table of what delivery costs, by zone or country and currency. Without rows this service adds no delivery. */
final class DeliveryFees {

    private static final String ELSEWHERE = "*";

    /** {@code Inside Dhaka:60 BDT free from 2000}. */
    private static final Pattern ROW = Pattern.compile(
            "(?<zone>\\*|[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} _-]{1,39}?)\\s*:"
                    + "\\s*(?<fee>\\d+(\\.\\d+)?)\\s+(?<currency>[A-Za-z]{3})(\\s+free\\s+from\\s+(?<freefrom>\\d+(\\.\\d+)?))?");

    private final Map<CurrencyUnit, Map<String, Fee>> fees = new LinkedHashMap<>();

    /**
     * What delivery to a zone costs.
     *
     * @param freeFrom what the items must cost, less discounts, for delivery to cost nothing; null for never
     */
    private record Fee(String zone, Money amount, @Nullable Money freeFrom) {

        Order.Item line(Money goods) {
            var isFree = freeFrom != null && !goods.isLessThan(freeFrom);
            return new Order.Item(
                    Order.LineKind.DELIVERY,
                    null,
                    zone.equals(ELSEWHERE) ? "Delivery" : "Delivery (" + zone + ")",
                    isFree ? Money.zero(amount.getCurrencyUnit()) : amount,
                    1);
        }
    }

    /** Reads {@code dhaka:60 BDT free from 2000;BD:120 BDT;*:15 USD}, which has to have a row in each currency of the shop. */
    DeliveryFees(String text, Set<CurrencyUnit> currencies) {
        for (var row : text.split(";", -1)) {
            if (!row.isBlank()) {
                add(row.strip());
            }
        }
        if (!fees.isEmpty() && !fees.keySet().equals(currencies)) {
            throw new IllegalStateException(
                    "DELIVERY_FEES must have rows in the currencies of orders, and in no others: "
                            + currencies.stream().map(CurrencyUnit::getCode).collect(Collectors.joining(", ")));
        }
    }

    boolean isEmpty() {
        return fees.isEmpty();
    }

    /**
     * The line for an order whose goods cost this much. A zone that the client names has to be in the table; without one the
     * country of the phone counts, then everywhere else. Errors: {@code invalid-request} with the field, since no fee is
     * guessed.
     */
    Order.Item line(@Nullable String zone, @Nullable PhoneNumber phone, Money goods) {
        var zones = fees.getOrDefault(goods.getCurrencyUnit(), Map.of());
        var named = Blanks.stripToNull(zone);
        var fee = named != null ? zones.get(key(named)) : zones.getOrDefault(country(phone), zones.get(ELSEWHERE));
        if (fee == null) {
            throw Failure.field(
                    "delivery_zone",
                    zones.values().stream().map(Fee::zone).collect(Collectors.joining(", ", "must be one of ", "")));
        }
        return fee.line(goods);
    }

    private static String country(@Nullable PhoneNumber phone) {
        return phone == null ? ELSEWHERE : key(phone.country());
    }

    private static String key(String zone) {
        return zone.toLowerCase(Locale.ROOT);
    }

    private void add(String text) {
        var row = ROW.matcher(text);
        var currency = row.matches() ? Amounts.currency(row.group("currency")) : null;
        if (currency == null) {
            throw misunderstood(text);
        }
        var fee = Amounts.money(new BigDecimal(row.group("fee")), currency);
        var freeFrom =
                row.group("freefrom") == null ? null : Amounts.money(new BigDecimal(row.group("freefrom")), currency);
        if (fee == null || (freeFrom == null && row.group("freefrom") != null)) {
            throw misunderstood(text);
        }
        var zone = row.group("zone");
        var zones = fees.computeIfAbsent(currency, none -> new LinkedHashMap<>());
        if (zones.put(key(zone), new Fee(zone, fee, freeFrom)) != null) {
            throw misunderstood(text);
        }
    }

    private static IllegalStateException misunderstood(String row) {
        return new IllegalStateException("DELIVERY_FEES is not understood at '" + row
                + "': write dhaka:60 BDT free from 2000;BD:120 BDT;*:15 USD, each zone once in a currency");
    }
}
