package io.ordergate.notification.text;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.outbox.OutboxMessage;
import io.ordergate.outbox.Topic;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.text.SmsLength;
import io.ordergate.support.Failure;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Sms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Customers get texts about their orders in their language; texts that cannot be sent are tried again or given up. */
@IntegrationTest
@TestPropertySource(properties = {"ordergate.sms.providers=scripted", "ordergate.sms.text.countries=IN:hi"})
class OrderTextsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TestConfiguration
    static class Provider {

        @Bean
        Sms sms() {
            return new Sms();
        }
    }

    @Autowired
    private OrderTexts texts;

    @Autowired
    private PhoneChangeTexts phoneChanges;

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Sms sms;

    @Autowired
    private OrderTextRepository sent;

    @Autowired
    private Database database;

    private final String phone = somePhone();

    @AfterEach
    void end() {
        sms.refuse(false);
    }

    @Test
    void anOrderThatWasPlacedIsTold() {
        var order = placed();
        tell(order, "order.placed", "{}");
        assertThat(last())
                .isEqualTo("Dear Rahim, your order #" + number(order)
                        + " for Lalsalu amounting to 900.00 BDT has been received.");
    }

    @ParameterizedTest
    @CsvSource({
        "order.changed, '{\"from\": \"processing\", \"to\": \"shipped\"}', is on its way",
        "order.changed, '{\"from\": \"shipped\", \"to\": \"delivered\"}', has been delivered",
        "order.changed, '{\"from\": \"verified\", \"to\": \"cancelled\"}', has been cancelled",
        "order.changed, '{\"from\": \"delivered\", \"to\": \"returned\"}', has come back",
        "order.changed, '{\"from\": \"shipped\", \"to\": \"refused\"}', was not taken at the door",
        "payment.changed, '{\"status\": \"refunded\"}', has been refunded",
    })
    void newsAreTold(String topic, String payload, String words) {
        var order = placed();
        tell(order, topic, payload);
        assertThat(last()).contains(number(order), words);
    }

    @ParameterizedTest
    @CsvSource({
        "order.changed, '{\"from\": \"verified\", \"to\": \"processing\"}'",
        "order.changed, '{\"from\": \"shipped\", \"to\": \"shipped\"}'",
        "order.changed, '{\"from\": \"verified\", \"to\": \"placed\"}'",
        "payment.changed, '{\"status\": \"paid\"}'",
        "payment.changed, '{\"status\": \"cancelled\"}'",
        "another.topic, '{}'",
    })
    void otherThingsAreNot(String topic, String payload) {
        var order = placed();
        tell(order, topic, payload);
        assertThat(textsAfterTheCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', 'is on its way.'",
        "Pathao, DL-1, '', 'is on its way. Pathao DL-1'",
        "'', 'DL 1/2', '', 'is on its way. DL 1/2'",
        "RedX evil.com, '', '', 'is on its way. RedX evil. com'",
        "Pathao, DL1, https://parcel.example/t/DL1, 'is on its way. Pathao https://parcel.example/t/DL1'",
        "'', DL1, https://parcel.example/t?n=2, 'is on its way. DL1 https://parcel.example/t?n=2'",
    })
    void theTextSaysShortlyHowAnOrderTravels(String carrier, String trackingNumber, String url, String end) {
        var order = placed();
        database.run("""
                update orders set carrier = nullif($1, ''), tracking_number = nullif($2, ''), tracking_url = nullif($3, '')
                 where id = $4""", carrier, trackingNumber, url, order);
        tell(order, "order.changed", "{\"from\": \"processing\", \"to\": \"shipped\"}");
        assertThat(last()).endsWith(end);
        assertThat(SmsLength.of(last())).isEqualTo(new SmsLength("gsm7", 1));
    }

    @Test
    void theFormerNumberOfAnAccountIsToldOfTheNewOne() {
        var account = accounts.account("customer");
        var former = UUID.randomUUID();
        database.run("insert into former_phones (id, user_id, phone) values ($1, $2, $3)", former, account.id(), phone);
        var message = new OutboxMessage(
                1, Topic.PHONE_CHANGED, account.id(), "{\"former_phone\": \"" + former + "\"}", Instant.now());
        phoneChanges.handle(message).block(PATIENCE);
        assertThat(sms.lastText(phone))
                .isEqualTo(
                        "Your account at Ordergate now has another phone number. If that was not you, tell the shop at"
                                + " once.");
        database.run("delete from former_phones where id = $1", former);
        phoneChanges.handle(message).block(PATIENCE);
        assertThat(sms.textsTo(phone)).as("nobody is told after an erasure").isEqualTo(1);
        assertThat(sms.textsTo(account.phone())).isZero();
    }

    @Test
    void theSameNewsIsToldOnce() {
        var order = placed();
        tell(order, "order.placed", "{}");
        tell(order, "order.placed", "{}");
        assertThat(textsAfterTheCode()).isEqualTo(1);
    }

    /** Two nodes may have sent the same text, one of which was slow. */
    @Test
    void aTextThatIsRecordedAlreadyTakesNoOtherAlong() {
        var order = UUID.randomUUID();
        var other = UUID.randomUUID();
        sent.record(order, OrderTextKind.PLACED).block(PATIENCE);
        Flux.merge(
                        sent.record(order, OrderTextKind.PLACED),
                        sent.record(order, OrderTextKind.SHIPPED),
                        sent.record(other, OrderTextKind.PLACED))
                .blockLast(PATIENCE);
        assertThat(database.count("select count(*) from order_texts where order_id in ($1, $2)", order, other))
                .isEqualTo(3);
    }

    @Test
    void aProviderThatIsDownMeansAnotherTry() {
        var order = placed();
        sms.refuse(true);
        assertThat(attempt(order).materialize().block(PATIENCE).getThrowable())
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.code().code()).isEqualTo("sms-unavailable"));
        sms.refuse(false);
        tell(order, "order.placed", "{}");
        assertThat(textsAfterTheCode()).isEqualTo(1);
    }

    @Test
    void aPhoneThatCannotBeReachedIsLeftAlone() {
        var order = placed();
        sms.refuse(SmsOutcome.INVALID_NUMBER);
        tell(order, "order.placed", "{}");
        sms.refuse(false);
        tell(order, "order.placed", "{}");
        assertThat(textsAfterTheCode()).isZero();
    }

    @Test
    void anErasedCustomerIsNotTold() {
        var order = placed();
        database.run("update orders set phone = null, customer_name = null, address = null where id = $1", order);
        tell(order, "order.placed", "{}");
        assertThat(textsAfterTheCode()).isZero();
        tell(UUID.randomUUID(), "order.placed", "{}");
    }

    @Test
    void anAccountIsToldOnItsOwnPhoneAndOnNoOther() {
        var customer = accounts.account("customer");
        tell(signedIn(customer.token(), customer.phone()), "order.placed", "{}");
        assertThat(sms.lastText(customer.phone())).startsWith("Dear Rahim, ");
        tell(signedIn(customer.token(), phone), "order.placed", "{}");
        assertThat(sms.textsTo(phone)).isZero();
        tell(signedIn(accounts.guest(phone), phone), "order.placed", "{}");
        assertThat(sms.textsTo(phone)).isEqualTo(1);
    }

    private UUID signedIn(String token, String phone) {
        var placed = api.post("/api/v1/orders", Api.someOrder(phone), headers -> headers.setBearerAuth(token));
        assertThat(placed.status()).as(placed.body()).isEqualTo(201);
        return UUID.fromString(placed.field("id"));
    }

    @Test
    void thePlacedTextIsInTheLanguageOfTheCountry() {
        var order = placed();
        database.run("update orders set phone = '+919876543210' where id = $1", order);
        tell(order, "order.placed", "{}");
        assertThat(sms.lastText("+919876543210")).contains(number(order)).contains("ऑर्डर");
    }

    @Test
    void whatACustomerWroteIsMadePlain() {
        var order = placed();
        database.run("update orders set customer_name = $1 where id = $2", "A\n@evil.com", order);
        database.run("update order_items set title = $1 where order_id = $2", "see http://evil.com/now", order);
        tell(order, "order.placed", "{}");
        assertThat(last())
                .startsWith("Dear A evil. com, ")
                .contains(" for see evil. com now amounting")
                .doesNotContain("\n");
    }

    @Test
    void whatIsOrderedIsNamedWithoutFeesAndDiscounts() {
        var order = placed();
        database.run(
                "insert into order_items (order_id, position, kind, title, unit_price_minor, quantity)"
                        + " select $1::uuid, l.* from (values (-1, 'discount', 'Spring sale', -5000, 1), (1, 'fee', 'Gift wrap', 5000, 1)) as l",
                order);
        tell(order, "order.placed", "{}");
        assertThat(last()).contains(" for Lalsalu amounting");
    }

    private UUID placed() {
        var session = api.session(phone);
        return UUID.fromString(api.verify(session, sms.lastCode(phone)).field("id"));
    }

    private void tell(UUID order, String topic, String payload) {
        texts.handle(new OutboxMessage(1, new Topic(topic), order, payload, Instant.now()))
                .block(PATIENCE);
    }

    private Mono<Void> attempt(UUID order) {
        return texts.handle(new OutboxMessage(1, Topic.ORDER_PLACED, order, "{}", Instant.now()));
    }

    private String last() {
        assertThat(textsAfterTheCode()).isEqualTo(1);
        return sms.lastText(phone);
    }

    private long textsAfterTheCode() {
        return sms.textsTo(phone) - 1;
    }

    private String number(UUID order) {
        List<Map<String, Object>> rows = database.rows("select number from orders where id = $1", order);
        return rows.get(0).get("number").toString();
    }
}
