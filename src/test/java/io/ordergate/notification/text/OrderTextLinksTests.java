package io.ordergate.notification.text;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.Orders;
import io.ordergate.sms.text.SmsLength;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** The link at the end of texts: what it costs, and who gets it. */
@IntegrationTest
@TestPropertySource(
        properties = {
            "ordergate.order-link.enabled=true",
            "ordergate.order-link.public-url=https://shop.example",
            "ordergate.sms.text.countries=BD:bn,IN:hi,KE:sw"
        })
class OrderTextLinksTests {

    @Autowired
    private OrderText words;

    @Autowired
    private Orders orders;

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    /** What the documents say of the cost. */
    @ParameterizedTest
    @CsvSource({
        "GB, PLACED, gsm7, 1, 2", "GB, SHIPPED, gsm7, 1, 1", "GB, DELIVERED, gsm7, 1, 1", "GB, CANCELLED, gsm7, 1, 1",
        "GB, REFUNDED, gsm7, 1, 1", "KE, PLACED, gsm7, 1, 1", "KE, SHIPPED, gsm7, 1, 1", "BD, PLACED, ucs2, 2, 3",
        "BD, SHIPPED, ucs2, 1, 2", "IN, SHIPPED, ucs2, 1, 2"
    })
    void aLinkKeepsTheEncodingAndItsCostIsKnown(
            String country, OrderTextKind kind, String encoding, int without, int with) {
        var linked = text(kind, country, true);
        var plain = linked.substring(0, linked.lastIndexOf(' '));
        assertThat(linked.substring(plain.length())).matches(" https://shop\\.example/o/[0-9A-Za-z]{39}");
        assertThat(SmsLength.of(plain)).isEqualTo(new SmsLength(encoding, without));
        assertThat(SmsLength.of(linked)).isEqualTo(new SmsLength(encoding, with));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GB", "KE", "BD", "IN"})
    void aLinkCostsOneSegmentAtMost(String country) {
        for (var kind : OrderTextKind.values()) {
            var linked = text(kind, country, true);
            var plain = SmsLength.of(linked.substring(0, linked.lastIndexOf(' ')));
            assertThat(SmsLength.of(linked).encoding()).isEqualTo(plain.encoding());
            assertThat(SmsLength.of(linked).segments()).as(linked).isLessThanOrEqualTo(plain.segments() + 1);
        }
    }

    @Test
    void aPhoneThatNobodyHasProvenGetsNoLink() {
        for (var kind : OrderTextKind.values()) {
            assertThat(text(kind, "GB", false)).doesNotContain("/o/");
        }
    }

    private String text(OrderTextKind kind, String country, boolean proven) {
        var phone = somePhone();
        var order = api.post(
                "/api/v1/orders", Api.someOrder(phone), headers -> headers.setBearerAuth(accounts.guest(phone)));
        assertThat(order.status()).as(order.body()).isEqualTo(201);
        var found = Objects.requireNonNull(
                orders.get(UUID.fromString(order.field("id"))).block(Duration.ofSeconds(30)));
        return words.of(found, kind, new PhoneNumber(phone, country), proven);
    }
}
