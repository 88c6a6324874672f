package io.ordergate.payment.stripe;

import io.ordergate.payment.provider.Charge;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.joda.money.CurrencyUnit;
import org.joda.money.IllegalCurrencyException;
import tools.jackson.databind.JsonNode;

/** Amounts as Stripe counts them: in a unit that is not always the smallest of the currency. */
final class StripeAmounts {

    /** Stripe calls UGX a currency without decimals and one with two, so that UGX is refused. */
    private static final Set<String> WITHOUT_DECIMALS = Set.of(
            "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF");

    /** Cards charge no thousandths: the last of these decimals must be zero. */
    private static final Set<String> WITH_THREE_DECIMALS = Set.of("BHD", "JOD", "KWD", "OMR", "TND");

    /** The króna has no decimals, and Stripe counts it with two. */
    private static final String KRONA = "ISK";

    private static final int UNSUPPORTED = -1;
    private static final long MOST = 99_999_999;
    private static final int TEN = 10;

    private StripeAmounts() {}

    /** The amount in Stripe's units; empty for one that Stripe cannot express. */
    static OptionalLong units(Charge charge) {
        var decimals = decimals(charge.currency());
        var units = decimals == UNSUPPORTED ? OptionalLong.empty() : charge.units(decimals);
        var fits = units.isPresent()
                && units.getAsLong() <= MOST
                && (!WITH_THREE_DECIMALS.contains(charge.currency()) || units.getAsLong() % TEN == 0);
        return fits ? units : OptionalLong.empty();
    }

    /** The amount that Stripe reports; a negative one for an amount that makes no sense. */
    static Charge charge(JsonNode currency, JsonNode units) {
        var code = currency.asString("").toUpperCase(Locale.ROOT);
        var decimals = decimals(code);
        return decimals != UNSUPPORTED && units.canConvertToExactIntegral() && units.canConvertToLong()
                ? Charge.ofUnits(code, units.asLong(), decimals)
                : Charge.of("", "");
    }

    private static int decimals(String currency) {
        if (WITHOUT_DECIMALS.contains(currency)) {
            return 0;
        }
        if (WITH_THREE_DECIMALS.contains(currency)) {
            return 3;
        }
        return currency.equals(KRONA) || hasTwoDecimals(currency) ? 2 : UNSUPPORTED;
    }

    private static boolean hasTwoDecimals(String currency) {
        try {
            return CurrencyUnit.of(currency).getDecimalPlaces() == 2;
        } catch (IllegalCurrencyException unknown) {
            return false;
        }
    }
}
