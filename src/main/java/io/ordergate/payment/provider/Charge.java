package io.ordergate.payment.provider;

import io.ordergate.support.Amounts;
import java.math.BigDecimal;
import java.util.OptionalLong;

/** An amount, such as a provider reports it. An amount that makes no sense equals no amount of an order. */
public record Charge(String currency, long minor) {

    private static final Charge NONSENSE = new Charge("", -1);

    /** The amount of a decimal number such as {@code 500.00}. */
    public static Charge of(String currency, String decimal) {
        var unit = Amounts.currency(currency);
        try {
            var money = unit == null ? null : Amounts.money(new BigDecimal(decimal), unit);
            return money == null ? NONSENSE : new Charge(money.getCurrencyUnit().getCode(), Amounts.minor(money));
        } catch (NumberFormatException garbage) {
            return NONSENSE;
        }
    }

    /** The amount of a provider that counts in units of this many decimals. */
    public static Charge ofUnits(String currency, long units, int decimals) {
        return of(currency, BigDecimal.valueOf(units, decimals).toPlainString());
    }

    /** The amount in units of this many decimals; empty when that would round it. */
    public OptionalLong units(int decimals) {
        try {
            return OptionalLong.of(Amounts.ofMinor(currency, minor)
                    .getAmount()
                    .movePointRight(decimals)
                    .longValueExact());
        } catch (ArithmeticException rounded) {
            return OptionalLong.empty();
        }
    }

    /** The decimal number, with as many decimals as the currency has. */
    public String decimal() {
        return Amounts.text(Amounts.ofMinor(currency, minor));
    }
}
