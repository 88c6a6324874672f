package io.ordergate.notification;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Sms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Limits how many texts somebody can cause who places orders for nothing, with the limits of orders that a shop has.
 */
@IntegrationTest
@DirtiesContext // its relay would take the messages of other tests
@TestPropertySource(
        properties = {
            "ordergate.sms.providers=scripted",
            "ordergate.outbox.relay=true",
            "ordergate.outbox.poll=100ms",
            "ordergate.notification.hold=1h", // which a test ends
            "ordergate.web.trusted-proxies=127.0.0.1",
            "ordergate.rate-limit.store=memory",
            "ordergate.rate-limit.order-address=400/1h",
            "ordergate.rate-limit.order-account=60/1h",
            "ordergate.rate-limit.order-phone=60/1h",
            "ordergate.rate-limit.notice-country=1000000/1h", // which orders of other tests would use up
            "ordergate.rate-limit.unproven-notice-country=1000000/1h"
        })
class OrderTextBudgetTests {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PLACE = "/api/v1/orders";

    @TestConfiguration
    static class Provider {

        @Bean
        Sms sms() {
            return new Sms();
        }
    }

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Sms sms;

    @Autowired
    private Database database;

    /** Forgets messages of other tests, which run without a relay: thousands of them would come first. */
    @BeforeEach
    void begin() {
        database.run("update outbox set relayed_at = now() where relayed_at is null");
        database.run("delete from outbox_deliveries");
    }

    @AfterEach
    void end() {
        database.run("delete from outbox_deliveries");
    }

    /** Runs once, since it takes 400 texts. */
    @Test
    void twoHundredOrdersThatAreCancelledAtOnceAreToldInNoText() {
        var customer = accounts.account("customer");
        var answers = Flux.range(0, 200)
                .flatMap(time -> placedAndCancelled(customer), 8)
                .collectList()
                .block(PATIENCE);
        assertThat(answers)
                .as("60 an hour")
                .filteredOn(answer -> answer.status() == 200)
                .hasSize(60);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .hasSize(140)
                .allSatisfy(refused -> {
                    assertThat(refused.status()).isEqualTo(429);
                    assertThat(refused.field("code")).isEqualTo("too-many-requests");
                    assertThat(refused.header("Retry-After")).isNotEmpty();
                    assertThat(refused.header("RateLimit-Policy")).contains("order-account");
                });
        untilAllIsTold(customer.phone());
        assertThat(sms.textsTo(customer.phone())).isZero();
    }

    private Mono<Answer> placedAndCancelled(Accounts.Account customer) {
        return api.posting(PLACE, Api.someOrder(customer.phone()), headers -> headers.setBearerAuth(customer.token()))
                .flatMap(placed -> placed.status() == 201
                        ? api.call(
                                HttpMethod.POST,
                                PLACE + "/" + placed.field("id") + "/cancel",
                                "",
                                headers -> headers.setBearerAuth(customer.token()))
                        : Mono.just(placed));
    }

    /** Messages are handled sixteen at a time. */
    @Test
    void aPhoneIsToldTenTimesADayHoweverManyOrdersItHas() {
        var customer = accounts.account("customer");
        Api.atOnce(IntStream.range(0, 25)
                .mapToObj(time -> api.posting(
                        PLACE, Api.someOrder(customer.phone()), headers -> headers.setBearerAuth(customer.token())))
                .toList());
        untilAllIsTold(customer.phone());
        assertThat(sms.textsTo(customer.phone())).isEqualTo(10);
        await().atMost(PATIENCE).until(() -> refusals(customer.phone()) > 0);
    }

    /** The text is fixed: anybody can give any number at registration. */
    @Test
    void aNumberGivenAtRegistrationIsToldThreeTimesADayOfOrdersOfTheReplacedService() {
        var phone = somePhone();
        var email = UUID.randomUUID() + "@example.com";
        api.post(
                "/api/register/",
                Map.of(
                        "username",
                        "Dear evil.com",
                        "email",
                        email,
                        "password",
                        "seven green kites",
                        "phone_number",
                        phone));
        var token = api.post("/api/login/", Map.of("email", email, "password", "seven green kites"))
                .field("token");
        for (var time = 0; time < 5; time++) {
            assertThat(ordered("/api/orders/create/", Map.of("item", "call 999", "amount", 1200), token))
                    .isEqualTo(201);
        }
        assertThat(ordered(PLACE, Api.someOrder(phone), token))
                .as("orders of the API itself are told to proven phones")
                .isEqualTo(201);
        untilAllIsTold(phone);
        assertThat(sms.textsTo(phone)).isEqualTo(3);
        assertThat(sms.lastText(phone))
                .matches("Your order #\\S+ at Ordergate amounting to 1200.00 BDT has been received\\.");
    }

    /** A stranger's orders for a phone leave its holder the own ones. */
    @Test
    void nobodyIsLockedOutByOrdersOfStrangers() {
        var holder = accounts.account("customer");
        var stranger = accounts.customer();
        for (var time = 0; time < 60; time++) {
            assertThat(ordered(PLACE, Api.someOrder(holder.phone()), stranger)).isEqualTo(201);
        }
        assertThat(ordered(PLACE, Api.someOrder(holder.phone()), accounts.customer()))
                .as("one more stranger")
                .isEqualTo(429);
        assertThat(ordered(PLACE, Api.someOrder(holder.phone()), holder.token()))
                .isEqualTo(201);
        assertThat(ordered("/orders", Map.of("product_name", "Tea", "amount", 3), stranger))
                .as("the account has had its orders, whatever the phone")
                .isEqualTo(429);
        assertThat(ordered(PLACE, Api.someOrder(holder.phone()), accounts.vendor()))
                .as("staff have no limit of their own, the phone has")
                .isEqualTo(429);
    }

    /** Accounts cost a bot little, and so do bodies that are refused. */
    @Test
    void oneAddressHasSoManyCallsWhoeverMakesThem() {
        var token = accounts.customer();
        var answers = Flux.range(0, 401)
                .flatMap(time -> api.posting(PLACE, "{}", from("203.0.113.9", token)), 8)
                .collectList()
                .block(PATIENCE);
        assertThat(answers).filteredOn(answer -> answer.status() == 400).hasSize(400);
        for (var path : List.of(PLACE, "/api/orders/", "/api/orders/create/", "/orders")) {
            var refused = api.post(path, "{}", from("203.0.113.9", accounts.customer()));
            assertThat(refused.status()).as(path).isEqualTo(429);
            assertThat(refused.header("RateLimit-Policy")).contains("order-address");
        }
        assertThat(api.post(PLACE, "{}", from("203.0.113.10", token)).status()).isEqualTo(400);
    }

    private static Consumer<HttpHeaders> from(String address, String token) {
        return headers -> {
            headers.setBearerAuth(token);
            headers.set("X-Forwarded-For", address);
        };
    }

    private int ordered(String path, Map<String, ?> order, String token) {
        return api.post(path, order, headers -> headers.setBearerAuth(token)).status();
    }

    private long refusals(String phone) {
        return database.count(
                "select count(*) from sms_refusals where reason = 'phone_budget' and purpose = 'notice' and phone_masked = $1",
                phone.substring(0, 6) + "•••••" + phone.substring(11));
    }

    /** Ends the time for which texts about new orders of this phone are held back, and waits until they were handled. */
    private void untilAllIsTold(String phone) {
        await().atMost(PATIENCE).until(() -> {
            database.run("""
                    update outbox_deliveries d set due_at = now() from orders o
                     where o.id = d.subject_id and o.phone = $1 and d.tries = 0 and d.due_at > now()""", phone);
            return left(phone) == 0;
        });
    }

    private long left(String phone) {
        return database.count("""
                with own as (select id from orders where phone = $1)
                select (select count(*) from outbox where relayed_at is null and subject_id in (select id from own))
                     + (select count(*) from outbox_deliveries
                         where consumer = 'order-texts' and parked_at is null and subject_id in (select id from own))""", phone);
    }
}
