package io.ordergate.payment.provider;

import io.ordergate.support.Amounts;
import java.math.BigDecimal;

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

    /** The decimal number, with as many decimals as the currency has. */
    public String decimal() {
        return Amounts.text(Amounts.ofMinor(currency, minor));
    }
}
