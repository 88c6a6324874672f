package io.ordergate.sms.guard;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Prices of one segment by country. Providers seldom report prices before the bill. */
record SmsPrices(Map<String, BigDecimal> byCountry, BigDecimal elsewhere) {

    private static final String ELSEWHERE = "*";

    /** Reads {@code BD:0.02;*:0.05}. */
    static SmsPrices of(String text) {
        var prices = new HashMap<String, BigDecimal>();
        for (var entry : text.split(";", -1)) {
            if (!entry.isBlank()) {
                add(prices, entry);
            }
        }
        var elsewhere = prices.remove(ELSEWHERE);
        return new SmsPrices(Map.copyOf(prices), elsewhere == null ? BigDecimal.ZERO : elsewhere);
    }

    BigDecimal of(String country, long segments) {
        return byCountry.getOrDefault(country, elsewhere).multiply(BigDecimal.valueOf(segments));
    }

    /** The prices as texts; {@link #ELSEWHERE} stands for all other countries. */
    Map<String, String> texts() {
        var texts = new TreeMap<String, String>();
        byCountry.forEach((country, price) -> texts.put(country, price.toPlainString()));
        if (!isIncomplete()) {
            texts.put(ELSEWHERE, elsewhere.toPlainString());
        }
        return texts;
    }

    boolean isNone() {
        return byCountry.isEmpty() && isIncomplete();
    }

    /** Whether some country has no price: its texts would cost nothing and never reach the cap. */
    boolean isIncomplete() {
        return elsewhere.signum() == 0;
    }

    private static void add(Map<String, BigDecimal> prices, String entry) {
        var colon = entry.indexOf(':');
        try {
            var country = entry.substring(0, Math.max(colon, 0)).strip().toUpperCase(Locale.ROOT);
            var price = new BigDecimal(entry.substring(colon + 1).strip());
            if (!country.isEmpty() && price.signum() >= 0 && prices.put(country, price) == null) {
                return;
            }
        } catch (NumberFormatException notANumber) {
            throw misunderstood(entry);
        }
        throw misunderstood(entry);
    }

    private static IllegalStateException misunderstood(String entry) {
        return new IllegalStateException(
                "SMS_PRICES is not understood at '" + entry.strip() + "': write BD:0.02;*:0.05");
    }
}
