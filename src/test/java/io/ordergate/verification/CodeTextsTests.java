package io.ordergate.verification;

import static io.ordergate.testing.Api.someOrder;
import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

@IntegrationTest
@TestPropertySource(
        properties = {"ordergate.otp.web-otp-host=shop.example", "ordergate.otp.retriever-hash=i+f4HDpvXRW"})
class CodeTextsTests {

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    @ParameterizedTest
    @CsvSource({
        "'', '', confirms your order of 2 items for 900.00 BDT at Ordergate.",
        "'', 'bn-BD,en;q=0.5', অর্ডার নিশ্চিত করার কোড",
        "hi, 'bn-BD,en;q=0.5', ऑर्डर की पुष्टि का कोड",
        "fr, 'sw;q=0.3,de', inathibitisha oda yako",
        "'', 'nonsense;q=x;;,', confirms your order",
        "'', 'bn;q=0,hi;q=0.1', ऑर्डर की पुष्टि का कोड"
    })
    void customersChooseTheirLanguageAndKeepIt(String named, String accepted, String words) {
        var phone = somePhone();
        var order = new HashMap<>(someOrder(phone));
        if (!named.isEmpty()) {
            order.put("language", named);
        }
        var session = api.post("/api/v1/orders/initiate", order, headers -> {
                    if (!accepted.isEmpty()) {
                        headers.set("Accept-Language", accepted);
                    }
                })
                .field("session_token");
        database.run("update challenges set sent_at = sent_at - interval '30 seconds' where phone = $1", phone);
        assertThat(api.resend(session).status()).isEqualTo(202);
        assertThat(api.texts(phone)).hasSize(2).allSatisfy(text -> assertThat(text)
                .contains(words));
        assertThat(api.texts(phone).get(0)).isEqualTo(api.texts(phone).get(1));
        assertThat(api.verify(session, api.code(phone)).status()).isEqualTo(201);
    }

    @Test
    void theHashForAndroidStandsAboveTheLineForBrowsers() {
        var phone = somePhone();
        api.post("/api/v1/auth/send-otp", Map.of("phone_number", phone));
        var code = api.code(phone);
        assertThat(api.texts(phone).get(0))
                .isEqualTo(code + " confirms your sign-in at Ordergate. Tell nobody this code."
                        + "\n\ni+f4HDpvXRW\n\n@shop.example #" + code);
    }
}
