package io.ordergate.checkout;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.sms.SmsOutcome;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Sms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

@IntegrationTest
@Import(Sms.class)
@TestPropertySource(properties = "ordergate.sms.providers=scripted")
class UnreachablePhoneTests {

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

    @ParameterizedTest
    @EnumSource(
            value = SmsOutcome.class,
            names = {"INVALID_NUMBER", "BLOCKED"})
    void itCostsNothingAndClosesItsSession(SmsOutcome outcome) {
        var phone = somePhone();
        var key = "unreachable-" + phone;
        sms.refuse(outcome);
        for (var attempt = 1; attempt <= 8; attempt++) {
            var refused = api.initiate(phone, key);
            assertThat(refused.field("code")).isEqualTo("phone-unreachable");
            assertThat(refused.status()).isEqualTo(422);
        }
        assertThat(database.count("select count(*) from challenges where phone = $1 and closed_at is not null", phone))
                .isEqualTo(8);
        sms.refuse(false);
        assertThat(api.initiate(phone, key).status()).isEqualTo(202);
        assertThat(sms.textsTo(phone)).isEqualTo(1);
    }

    @Test
    void aCustomerWhoOptedOutSinceMayStillTypeTheFirstTextsCode() {
        var phone = somePhone();
        var session = api.session(phone);
        database.run("update challenges set sent_at = sent_at - interval '30 seconds' where phone = $1", phone);
        sms.refuse(SmsOutcome.BLOCKED);
        assertThat(api.resend(session).field("code")).isEqualTo("phone-unreachable");
        assertThat(api.verify(session, sms.lastCode(phone)).status()).isEqualTo(201);
    }
}
