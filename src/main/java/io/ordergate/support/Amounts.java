package io.ordergate.support;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.joda.money.CurrencyUnit;
import org.joda.money.IllegalCurrencyException;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Money at the border of the service: decimal text outside, exact minor units inside, never a floating point number. */
public final class Amounts {

    /** The most a single amount or total may be, in minor units: far above any order, far below what a long holds. */
    public static final long MAX_MINOR = 1_000_000_000_000_000L;

    private static final int MAX_DIGITS = 18;

    private Amounts() {}

    /** The currency of an ISO 4217 code; empty for an unknown one and for metals and test codes. */
    public static @Nullable CurrencyUnit currency(String code) {
        try {
            var currency = CurrencyUnit.of(code.toUpperCase(Locale.ROOT));
            return currency.isPseudoCurrency() ? null : currency;
        } catch (IllegalCurrencyException unknown) {
            return null;
        }
    }

    /**
     * The amount, or nothing when the currency cannot express it: negative, too many decimals, too large. The size is
     * looked at first, since {@code 1E+999999999} is short to send and endless to write out.
     */
    public static @Nullable Money money(BigDecimal amount, CurrencyUnit currency) {
        if (amount.signum() < 0 || amount.precision() > MAX_DIGITS || Math.abs((long) amount.scale()) > MAX_DIGITS) {
            return null;
        }
        var plain = amount.stripTrailingZeros();
        if (plain.scale() > currency.getDecimalPlaces()) {
            return null;
        }
        var money = Money.of(currency, plain.setScale(Math.max(plain.scale(), 0)));
        return money.getAmountMinor().compareTo(BigDecimal.valueOf(MAX_MINOR)) > 0 ? null : money;
    }

    /** The decimal text with the currency's own number of decimals: {@code 900.00}. */
    public static String text(Money money) {
        return money.getAmount().toPlainString();
    }

    /** The decimal text of minor units, however many there are. */
    public static String text(BigDecimal minor, String currency) {
        var decimals = CurrencyUnit.of(currency).getDecimalPlaces();
        return minor.movePointLeft(decimals)
                .setScale(decimals, RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    /** Minor units as they are stored. */
    public static long minor(Money money) {
        return money.getAmountMinorLong();
    }

    /** The amount that was stored in minor units. */
    public static Money ofMinor(String currency, long minor) {
        return Money.ofMinor(CurrencyUnit.of(currency), minor);
    }
}
