package io.ordergate.verification;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Sms;
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
            "ordergate.rate-limit.total-budget=3"
        })
class TotalBudgetTests {

    @Autowired
    private Api api;

    @Autowired
    private Sms sms;

    @Test
    void allCountriesTogetherTakeOnlySoManyCodesThatAreNotTypedBack() {
        assertThat(api.initiate("+254721000001").status()).isEqualTo(202);
        assertThat(api.initiate("+919822000001").status()).isEqualTo(202);
        var phone = somePhone();
        var third = api.initiate(phone).field("session_token");
        var fourth = api.initiate("+94712000004");
        assertThat(fourth.status()).isEqualTo(429);
        assertThat(fourth.header("RateLimit")).startsWith("\"otp-total\"");
        assertThat(Long.parseLong(fourth.header("Retry-After"))).isPositive();
        assertThat(api.verify(third, sms.lastCode(phone)).status()).isEqualTo(201);
        assertThat(api.initiate("+94712000004").status())
                .as("a verified code gives its token back")
                .isEqualTo(202);
    }
}
