package io.ordergate.sms.guard;

import static io.ordergate.testing.Api.someOrder;
import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Sms;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

@IntegrationTest
@Import(Sms.class)
@TestPropertySource(
        properties = {
            "ordergate.sms.providers=scripted",
            "ordergate.sms.journal-delay=100ms",
            "ordergate.sms.guard.countries=BD, ke,LV,EE,GB",
            "ordergate.rate-limit.store=memory",
            "ordergate.rate-limit.country-budget=100",
            "ordergate.rate-limit.address-budget=10",
            "ordergate.web.trusted-proxies=127.0.0.1",
            "ordergate.otp.test-numbers=+8801999999999:424242,+8801999999998:424242:2020-01-01"
        })
class SmsGuardTests {

    private static final int CODES = 10_000;
    private static final int ADDRESSES = 500;
    private static final int AT_ONCE = 64;
    private static final AtomicInteger ADDRESS = new AtomicInteger(1);
    private static final String SWITCH = "/api/v1/sms/guard";
    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    private Api api;

    @Autowired
    private Sms sms;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    @Autowired
    private MeterRegistry meters;

    @AfterEach
    void recover() {
        sms.refuse(false);
    }

    @Test
    void aBotCostsNoMoreThanTheBudgetOfItsCountryAndHoldsUpNobodyElse() {
        var bot = Flux.range(0, CODES)
                .flatMap(
                        number -> initiate(
                                "+3712" + String.format("%07d", number),
                                "198.51." + number % 5 + "." + number % ADDRESSES / 5),
                        AT_ONCE)
                .collect(Collectors.groupingBy(Answer::status, Collectors.counting()))
                .toFuture();
        var served = 0;
        while (!bot.isDone()) {
            var phone =
                    "+2547" + String.format("%08d", ThreadLocalRandom.current().nextInt(100_000_000));
            var session = post(
                    phone, "198.18." + served / 200 % 200 + "." + served % 200); // addresses that no other test uses
            assertThat(session.status()).as("a customer in another country").isEqualTo(202);
            assertThat(api.verify(session.field("session_token"), sms.lastCode(phone))
                            .status())
                    .isEqualTo(201);
            served++;
        }
        assertThat(bot.join()).isEqualTo(Map.of(202, 100L, 429, CODES - 100L));
        assertThat(sms.textsToThose("+371")).isEqualTo(100);
        assertThat(served)
                .as("customers served meanwhile, more than their country's budget holds")
                .isGreaterThan(0);
        await().until(() -> refusals("LV", "country_budget") + refusals("LV", "address_budget") == CODES - 100);
        assertThat(meters.get("ordergate.sms.refused")
                        .tags("reason", "country_budget", "enforced", "true")
                        .counter()
                        .count())
                .isPositive();
    }

    @Test
    void aCodeThatComesBackCostsItsAddressNothing() {
        var address = anAddress();
        for (var customer = 0; customer < 12; customer++) {
            var phone = somePhone();
            var session = post(phone, address);
            assertThat(session.status()).isEqualTo(202);
            assertThat(api.verify(session.field("session_token"), sms.lastCode(phone))
                            .status())
                    .isEqualTo(201);
        }
        for (var silent = 0; silent < 10; silent++) {
            assertThat(post(somePhone(), address).status()).isEqualTo(202);
        }
        var refused = post(somePhone(), address);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(post(somePhone(), anAddress()).status())
                .as("another address")
                .isEqualTo(202);
    }

    @Test
    void whoTriesOutNumbersIsStoppedByTheBudgetOfTheAddress() {
        var address = anAddress();
        sms.refuse(SmsOutcome.INVALID_NUMBER);
        for (var probe = 0; probe < 10; probe++) {
            assertThat(post(somePhone(), address).field("code")).isEqualTo("phone-unreachable");
        }
        sms.refuse(false);
        assertThat(post(somePhone(), address).status()).isEqualTo(429);
    }

    @ParameterizedTest
    @CsvSource({"+919812345678, IN, country", "+449098790000, GB, number_type"})
    void whatIsNotServedIsRefusedBeforeItCosts(String phone, String country, String reason) {
        var before = database.count("select count(*) from challenges where phone = $1", phone);
        var refused = post(phone, anAddress());
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.field("code")).isEqualTo("phone-not-served");
        assertThat(sms.textsTo(phone)).isZero();
        assertThat(database.count("select count(*) from challenges where phone = $1", phone))
                .isEqualTo(before);
        var ours = "from sms_refusals where reason = $1 and country = $2 and purpose = 'order'";
        await().until(() -> database.count("select count(*) " + ours, reason, country) > 0);
        var row = database.rows("select * " + ours, reason, country).get(0);
        assertThat(row.toString()).doesNotContain(phone, phone.substring(7));
        assertThat(row).containsEntry("enforced", true);
    }

    @Test
    void anAdminStopsAndAllowsAllTexts() {
        var admin = accounts.admin();
        var phone = somePhone();
        var session = post(phone, anAddress()).field("session_token");
        try {
            assertThat(turn(admin, false).json().path("enabled").asBoolean()).isFalse();
            var refused = post(somePhone(), anAddress());
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("code")).isEqualTo("sms-unavailable");
            assertThat(refused.header("Retry-After")).isEqualTo("300");
            database.run("update challenges set sent_at = sent_at - interval '30 seconds' where phone = $1", phone);
            assertThat(api.resend(session).status()).isEqualTo(503);
            assertThat(api.get(SWITCH, admin).json().path("enabled").asBoolean())
                    .isFalse();
        } finally {
            assertThat(turn(admin, true).json().path("enabled").asBoolean()).isTrue();
        }
        assertThat(post(somePhone(), anAddress()).status()).isEqualTo(202);
        assertThat(api.resend(session).status()).isEqualTo(202);
    }

    @Test
    void theShopSeesWhatTextsBring() {
        var vendor = accounts.vendor();
        var phone = "+37252" + String.format("%05d", ThreadLocalRandom.current().nextInt(100_000));
        var session = post(phone, anAddress());
        assertThat(api.verify(session.field("session_token"), sms.lastCode(phone))
                        .status())
                .isEqualTo(201);
        await().until(() ->
                database.count("select count(*) from sms_messages where country = 'EE' and verified_at is not null")
                        == 1);
        for (var step : new String[] {"hour", "day"}) {
            var stats = api.get("/api/v1/sms/stats?step=" + step, vendor);
            assertThat(stats.status()).isEqualTo(200);
            var estonia = stats.json()
                    .path("sent")
                    .valueStream()
                    .filter(row -> row.path("country").asString().equals("EE"))
                    .toList();
            assertThat(estonia).singleElement().satisfies(row -> {
                assertThat(row.path("provider").asString()).isEqualTo("scripted");
                assertThat(row.path("sent").asInt()).isEqualTo(1);
                assertThat(row.path("verified").asInt()).isEqualTo(1);
                assertThat(row.path("delivered").asInt()).isZero();
                assertThat(row.path("segments").asInt()).isEqualTo(1);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "step=week, step",
        "from=2026-01-01T00:00:00Z&to=2026-01-08T00:00:01Z, from",
        "step=day&from=2026-01-01T00:00:00Z&to=2026-05-01T00:00:00Z, from",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, from"
    })
    void whatIsCountedHasBounds(String query, String field) {
        var refused = api.get("/api/v1/sms/stats?" + query, accounts.vendor());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("errors").path(0).path("field").asString())
                .isEqualTo(field);
    }

    @Test
    void aTestNumberHasItsCodeAndCostsNothing() {
        var address = anAddress();
        for (var order = 0; order < 12; order++) {
            var session = post("+8801999999999", address);
            assertThat(session.status()).isEqualTo(202);
            var token = session.field("session_token");
            if (order == 0) {
                assertThat(api.verify(token, "424243").field("code")).isEqualTo("wrong-code");
                assertThat(status(token).field("status")).isEqualTo("sent");
            }
            assertThat(api.verify(token, "424242").status()).isEqualTo(201);
            assertThat(api.verify(token, "424242").status()).isEqualTo(401);
        }
        assertThat(sms.textsTo("+8801999999999")).isZero();
        for (var silent = 0; silent < 10; silent++) {
            assertThat(post(somePhone(), address).status()).isEqualTo(202);
        }
        assertThat(post(somePhone(), address).status())
                .as("nothing was given back for it")
                .isEqualTo(429);
    }

    @Test
    void aTestNumberWhoseTimeIsOverIsLikeAnyOther() {
        var phone = "+8801999999998";
        var token = post(phone, anAddress()).field("session_token");
        assertThat(sms.textsTo(phone)).isEqualTo(1);
        assertThat(sms.lastCode(phone)).isNotEqualTo("424242");
        assertThat(api.verify(token, "424242").field("code")).isEqualTo("wrong-code");
    }

    private long refusals(String country, String reason) {
        return database.count(
                "select coalesce(sum(times), 0) from sms_refusals where country = $1 and reason = $2", country, reason);
    }

    private Answer turn(String admin, boolean enabled) {
        return Api.answer(api.call(HttpMethod.PUT, SWITCH, "{\"enabled\":" + enabled + "}", headers -> {
            headers.setBearerAuth(admin);
            headers.setContentType(MediaType.APPLICATION_JSON);
        }));
    }

    private Answer status(String token) {
        return api.post("/api/v1/verifications/status", Map.of("session_token", token));
    }

    private Answer post(String phone, String address) {
        return api.post(
                "/api/v1/orders/initiate", someOrder(phone), headers -> headers.set("X-Forwarded-For", address));
    }

    private Mono<Answer> initiate(String phone, String address) {
        return api.unchecked(
                        HttpMethod.POST,
                        "/api/v1/orders/initiate",
                        JSON.writeValueAsString(someOrder(phone)),
                        headers -> {
                            headers.setContentType(MediaType.APPLICATION_JSON);
                            headers.set("X-Forwarded-For", address);
                        })
                .timeout(Duration.ofSeconds(60));
    }

    /** An address that no other test uses. */
    private static String anAddress() {
        return "203.0.113." + ADDRESS.getAndIncrement();
    }
}
