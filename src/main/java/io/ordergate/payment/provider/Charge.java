package io.ordergate.payment.provider;

import io.ordergate.support.Amounts;
import java.math.BigDecimal;

/** An amount as a provider reports it; one that makes no sense equals no amount of ours. */
public record Charge(String currency, long minor) {

    private static final Charge NONSENSE = new Charge("", -1);

    /** An amount written as a decimal, such as {@code 500.00}. */
    public static Charge of(String currency, String decimal) {
        var unit = Amounts.currency(currency);
        try {
            var money = unit == null ? null : Amounts.money(new BigDecimal(decimal), unit);
            return money == null ? NONSENSE : new Charge(money.getCurrencyUnit().getCode(), Amounts.minor(money));
        } catch (NumberFormatException garbage) {
            return NONSENSE;
        }
    }

    /** The decimal with the currency's own number of decimals. */
    public String decimal() {
        return Amounts.text(Amounts.ofMinor(currency, minor));
    }
}
