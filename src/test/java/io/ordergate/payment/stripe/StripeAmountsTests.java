package io.ordergate.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.payment.StubServer;
import io.ordergate.payment.provider.Charge;
import java.util.OptionalLong;
import java.util.Random;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Minor units of ISO 4217 against the units of Stripe. */
class StripeAmountsTests {

    @ParameterizedTest
    @CsvSource({
        "USD, 1999, 1999",
        "BDT, 50000, 50000",
        "JPY, 500, 500",
        "KRW, 1, 1",
        "ISK, 5, 500",
        "MGA, 500, 5",
        "HUF, 1050, 1050",
        "KWD, 1500, 1500",
        "USD, 99999999, 99999999",
    })
    void areTheUnitsThatStripeDocuments(String currency, long minor, long units) {
        assertThat(StripeAmounts.units(new Charge(currency, minor))).hasValue(units);
    }

    @ParameterizedTest
    @CsvSource({"KWD, 1501", "MGA, 501", "UGX, 500", "IQD, 1000", "CLF, 10000", "USD, 100000000", "KWD, 100000000"})
    void whatStripeCannotExpressIsRefused(String currency, long minor) {
        assertThat(StripeAmounts.units(new Charge(currency, minor))).isEqualTo(OptionalLong.empty());
    }

    @Test
    void anAmountComesBackAsItWent() {
        var random = new Random(7);
        for (var currency : CurrencyUnit.registeredCurrencies()) {
            for (var number = 0; number < 200 && !currency.isPseudoCurrency(); number++) {
                var charge = new Charge(currency.getCode(), 1 + random.nextInt(200_000_000));
                StripeAmounts.units(charge).ifPresent(units -> assertThat(read(charge.currency(), Long.toString(units)))
                        .isEqualTo(charge));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"usd, null", "usd, 1.5", "usd, \"100\"", "ugx, 100", "x, 100", "usd, 99999999999999999999", "usd, -5"})
    void whatMakesNoSenseEqualsNoAmount(String currency, String units) {
        assertThat(read(currency, units).minor()).isNegative();
    }

    private static Charge read(String currency, String units) {
        var json = StubServer.JSON.readTree("{\"currency\":\"" + currency + "\",\"amount\":" + units + "}");
        return StripeAmounts.charge(json.path("currency"), json.path("amount"));
    }
}
