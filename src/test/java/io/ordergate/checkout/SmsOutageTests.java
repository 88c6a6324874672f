package io.ordergate.checkout;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Sms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

@IntegrationTest
@Import(Sms.class)
@TestPropertySource(
        properties = {
            "ordergate.sms.providers=scripted",
            "ordergate.rate-limit.store=memory",
            "ordergate.rate-limit.country-budget=3"
        })
class SmsOutageTests {

    @Autowired
    private Api api;

    @Autowired
    private Sms sms;

    @Autowired
    private Database database;

    @AfterEach
    void recover() {
        sms.refuse(false);
    }

    @Test
    void aTextThatNobodyTookCostsNothingAndClosesItsSession() {
        var phone = somePhone();
        var key = "outage-" + phone;
        sms.refuse(true);
        for (var attempt = 1; attempt <= 8; attempt++) {
            var refused = api.initiate(phone, key);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("code")).isEqualTo("sms-unavailable");
            assertThat(refused.header("Retry-After")).isNotEmpty();
        }
        assertThat(database.count("select count(*) from challenges where phone = $1 and closed_at is not null", phone))
                .isEqualTo(8);
        sms.refuse(false);
        assertThat(api.initiate(phone, key).status())
                .as("the same key tries again")
                .isEqualTo(202);
        assertThat(sms.textsTo(phone)).isEqualTo(1);
    }

    @Test
    void aResendThatNobodyTookMayBeAskedForAgainAtOnce() {
        var phone = somePhone();
        var session = api.session(phone);
        database.run("update challenges set sent_at = sent_at - interval '30 seconds' where phone = $1", phone);
        sms.refuse(true);
        assertThat(api.resend(session).status()).isEqualTo(503);
        sms.refuse(false);
        var again = api.resend(session);
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.field("sends_remaining")).isEqualTo("2");
        assertThat(sms.textsTo(phone)).isEqualTo(2);
    }

    @Test
    void aCountryTakesOnlySoManyCodesThatAreNotTypedBack() {
        assertThat(api.initiate("+254712000001").status()).isEqualTo(202);
        assertThat(api.initiate("+254712000002").status()).isEqualTo(202);
        var third = api.initiate("+254712000003").field("session_token");
        var fourth = api.initiate("+254712000004");
        assertThat(fourth.status()).isEqualTo(429);
        assertThat(fourth.header("RateLimit")).startsWith("\"otp-country\"");
        assertThat(api.initiate("+919812345678").status()).as("another country").isEqualTo(202);

        assertThat(api.verify(third, sms.lastCode("+254712000003")).status()).isEqualTo(201);
        assertThat(api.initiate("+254712000004").status())
                .as("a verified code gives its token back")
                .isEqualTo(202);
    }
}
