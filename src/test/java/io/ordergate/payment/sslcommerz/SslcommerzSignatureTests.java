package io.ordergate.payment.sslcommerz;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.http.Forms;
import io.ordergate.support.secret.Sensitive;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Against the notification in SSLCommerz's own documents. */
class SslcommerzSignatureTests {

    private static final Map<String, String> OFFICIAL =
            Forms.decode("amount=10.00&bank_tran_id=200105225825DBgSoRGLvczhFjj&base_fair=0.00&card_brand=VISA"
                    + "&card_issuer=TRUST+BANK%2C+LTD.&card_issuer_country=Bangladesh&card_issuer_country_code=BD"
                    + "&card_no=418117XXXXXX6675&card_type=VISA-Dutch+Bangla&currency=BDT&currency_amount=10.00"
                    + "&currency_rate=1.0000&currency_type=BDT&risk_level=0&risk_title=Safe&status=VALID"
                    + "&store_amount=9.75&store_id=test_testemi&tran_date=2020-01-05+22%3A58%3A21"
                    + "&tran_id=5E121A0D01F92&val_id=200105225826116qFnATY9sHIwo&value_a=&value_b=&value_c=&value_d="
                    + "&verify_sign=d42fab70ae0bcbda5280e7baffef60b0&verify_key=amount%2Cbank_tran_id%2Cbase_fair"
                    + "%2Ccard_brand%2Ccard_issuer%2Ccard_issuer_country%2Ccard_issuer_country_code%2Ccard_no"
                    + "%2Ccard_type%2Ccurrency%2Ccurrency_amount%2Ccurrency_rate%2Ccurrency_type%2Crisk_level"
                    + "%2Crisk_title%2Cstatus%2Cstore_amount%2Cstore_id%2Ctran_date%2Ctran_id%2Cval_id%2Cvalue_a"
                    + "%2Cvalue_b%2Cvalue_c%2Cvalue_d");

    @Test
    void theOfficialNotificationMatches() {
        assertThat(matches("test_testemi@ssl", OFFICIAL)).isTrue();
        assertThat(matches("test_testemi", OFFICIAL)).isFalse();
    }

    @Test
    void aSmallOneThatWasComputedElsewhereMatches() {
        var small = Forms.decode("amount=100.00&currency=BDT&status=VALID&tran_id=o-1&val_id=v-1"
                + "&verify_key=amount,currency,status,tran_id,val_id&verify_sign=c099c7da8e953f5be69b555ee75e58a1");
        assertThat(matches("secret", small)).isTrue();
    }

    @Test
    void anyFieldThatChangesOrIsMissingEndsIt() {
        for (var name : OFFICIAL.keySet()) {
            assertThat(matches("test_testemi@ssl", with(name, "other")))
                    .as(name)
                    .isFalse();
            var missing = new TreeMap<>(OFFICIAL);
            missing.remove(name);
            assertThat(matches("test_testemi@ssl", missing)).as(name).isFalse();
        }
        assertThat(matches("test_testemi@ssl", with("not_signed", "1"))).isTrue();
        assertThat(matches("test_testemi@ssl", Map.of())).isFalse();
    }

    private static Map<String, String> with(String name, String value) {
        var changed = new TreeMap<>(OFFICIAL);
        changed.put(name, value);
        return changed;
    }

    private static boolean matches(String password, Map<String, String> form) {
        return new SslcommerzSignature(Sensitive.of(password)).matches(form);
    }
}
