package io.ordergate.verification;

import static io.ordergate.testing.Api.someOrder;
import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Sms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** How many texts attackers get out of the service in an hour, and whom they lock out; with the limits of production. */
@IntegrationTest
@Import(Sms.class)
@TestPropertySource(
        properties = {
            "ordergate.sms.providers=scripted",
            "ordergate.sms.journal-delay=100ms",
            "ordergate.web.trusted-proxies=127.0.0.1",
            "ordergate.otp.resend-wait=0s",
            "ordergate.rate-limit.otp-address=30/1h",
            "ordergate.rate-limit.store=memory",
            "ordergate.rate-limit.country-budget=300",
            "ordergate.rate-limit.address-budget=20",
            "ordergate.rate-limit.total-budget=1000000"
        })
class TextMoneyTests {

    private static final String INITIATE = "/api/v1/orders/initiate";
    private static final List<String> PATHS =
            List.of(INITIATE, "/api/v1/auth/send-otp", "/api/v1/auth/forgot-password");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Logger log = LoggerFactory.getLogger(TextMoneyTests.class);

    @Autowired
    private Api api;

    @Autowired
    private Sms sms;

    @Autowired
    private Database database;

    @Test
    void oneAddressTextsOnePhoneFiveTimesWhateverItAsksFor() {
        var phone = somePhone();
        for (var call = 0; call < 30; call++) {
            send(PATHS.get(call % PATHS.size()), phone, "198.51.100.1", call + 1);
        }
        log.info("one address, one phone: {} texts", sms.textsTo(phone));
        assertThat(sms.textsTo(phone)).isEqualTo(5);
    }

    @Test
    void onePhoneIsNotLockedOutByOneAddress() {
        var phone = somePhone();
        for (var call = 0; call < 10; call++) {
            send(INITIATE, phone, "198.51.100.2", call + 1);
        }
        var refused = send(INITIATE, phone, "198.51.100.2", 20);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(3000L, 3600L);
        var owner = send(INITIATE, phone, "203.0.113.2", 1);
        assertThat(owner.status()).as("the owner, elsewhere").isEqualTo(202);
        assertThat(api.verify(owner.field("session_token"), sms.lastCode(phone)).status())
                .isEqualTo(201);
    }

    @Test
    void threeAddressesThatAskForEveryPurposeLockNoOwnerOut() {
        var phone = somePhone();
        for (var call = 0; call < 5; call++) {
            send(INITIATE, phone, "198.51.100.21", call + 1);
            send("/api/v1/auth/send-otp", phone, "198.51.100.22", 1);
            send("/api/v1/auth/forgot-password", phone, "198.51.100.23", 1);
        }
        assertThat(send(INITIATE, phone, "203.0.113.21", 9).status()).isEqualTo(202);
    }

    @Test
    void whoAsksByThePhoneAloneUsesTheirOwnTexts() {
        var phone = somePhone();
        assertThat(send("/api/v1/auth/send-otp", phone, "203.0.113.22", 1).status())
                .isEqualTo(200);
        for (var call = 0; call < 3; call++) {
            assertThat(send("/api/v1/auth/resend-otp", phone, "198.51.100.24", 1)
                            .status())
                    .isEqualTo(200);
        }
        assertThat(send("/api/v1/auth/resend-otp", phone, "198.51.100.24", 1).status())
                .as("sent as often as it may be")
                .isEqualTo(429);
        assertThat(send("/api/v1/auth/send-otp", phone, "203.0.113.22", 1).status())
                .as("the owner, after that")
                .isEqualTo(200);
        assertThat(send(INITIATE, phone, "203.0.113.22", 1).status()).isEqualTo(202);
    }

    @Test
    void strangersGuessesLeaveOneToWhoeverHasGuessedNothing() {
        var phone = somePhone();
        for (var address : List.of("198.51.100.31", "198.51.100.32")) {
            send("/api/v1/auth/send-otp", phone, address, 1);
            for (var guess = 0; guess < 5; guess++) {
                signIn(phone, Api.wrong(sms.lastCode(phone)), address);
            }
            assertThat(send("/api/v1/auth/send-otp", phone, address, 1).field("code"))
                    .isEqualTo("too-many-attempts");
        }
        var owner = "203.0.113.23";
        assertThat(send("/api/v1/auth/send-otp", phone, owner, 1).status()).isEqualTo(200);
        var another = signIn(phone, Api.wrong(sms.lastCode(phone)), "198.51.100.33");
        assertThat(another.field("code")).isEqualTo("too-many-attempts");
        assertThat(Long.parseLong(another.header("Retry-After"))).isPositive();
        assertThat(signIn(phone, sms.lastCode(phone), "198.51.100.33").status())
                .as("one guess and no more")
                .isEqualTo(403);
        assertThat(signIn(phone, sms.lastCode(phone), "198.51.100.31").status())
                .as("locked for the day")
                .isEqualTo(403);
        assertThat(signIn(phone, sms.lastCode(phone), owner).status()).isEqualTo(200);
    }

    @Test
    void onePhoneGetsNoMoreTextsThanItsReserveHoweverManyAsk() {
        var phone = somePhone();
        for (var caller = 0; caller < 60; caller++) {
            send(PATHS.get(caller % PATHS.size()), phone, "198.18.1." + caller, caller + 1);
            send(PATHS.get(caller % PATHS.size()), phone, "198.18.1." + caller, caller + 100);
        }
        log.info("many addresses, one phone: {} texts", sms.textsTo(phone));
        assertThat(sms.textsTo(phone)).isEqualTo(15);
    }

    @Test
    void oneAddressTextsTwentyPhones() {
        for (var call = 0; call < 60; call++) {
            send(INITIATE, "+919812" + String.format("%06d", 100 + call), "198.51.100.3", 1);
        }
        log.info("one address, many phones: {} texts", sms.textsToThose("+919812"));
        assertThat(sms.textsToThose("+919812")).isEqualTo(20);
    }

    @Test
    void aWholeNetworkOfIpv6TextsEightyPhonesAndLeavesTheCountryToOthers() {
        for (var call = 0; call < 400; call++) {
            var address = "2001:db8:77:" + Integer.toHexString(call * 160) + "::1";
            send(INITIATE, "+25472200" + String.format("%04d", call), address, 1);
        }
        log.info("one /48: {} texts", sms.textsToThose("+25472200"));
        assertThat(sms.textsToThose("+25472200")).isEqualTo(80);
        var refused = send(INITIATE, "+254722009999", "2001:db8:77:ffff::1", 1);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("RateLimit")).startsWith("\"otp-unanswered-48\"");
        assertThat(send(INITIATE, "+254722009998", "2001:db8:78::1", 1).status())
                .isEqualTo(202);
    }

    @Test
    void guessesOfOneNetworkLockItAndNobodyElse() {
        var phone = somePhone();
        var owner = send(INITIATE, phone, "203.0.113.4", 1).field("session_token");
        for (var guess = 0; guess < 20; guess++) {
            var session = send(INITIATE, phone, "2001:db8:99:" + Integer.toHexString(guess % 3) + "::1", guess + 2)
                    .field("session_token");
            if (!session.isEmpty()) {
                var wrong = Api.wrong(sms.lastCode(phone));
                api.post(
                        "/api/v1/orders/verify",
                        Api.verification(session, wrong),
                        headers -> headers.set("X-Forwarded-For", "2001:db8:99::1"));
            }
        }
        assertThat(database.count("select max(guesses) from wrong_guesses where phone = $1", phone))
                .isLessThanOrEqualTo(5);
        assertThat(owner).isNotEmpty();
        assertThat(send(INITIATE, phone, "203.0.113.4", 50).status())
                .as("not locked for its owner")
                .isEqualTo(202);
    }

    @Test
    void whenACountryIsOverThoseWhoAreKnownGoOn() {
        var known = "+9471" + String.format("%07d", ThreadLocalRandom.current().nextInt(10_000_000));
        verified(known, "203.0.113.5");
        await().atMost(PATIENCE)
                .until(() -> database.count(
                                "select count(*) from sms_messages m join challenges c on c.id = m.challenge_id"
                                        + " where c.phone = $1 and m.verified_at is not null",
                                known)
                        == 1);
        for (var customer = 0; customer < 3; customer++) {
            verified("+94712" + String.format("%06d", customer), "203.0.113.6");
        }
        for (var call = 0; call < 310; call++) {
            send(INITIATE, "+9470" + String.format("%07d", call), "198.19." + call / 15 + ".1", 1);
        }
        var stranger = send(INITIATE, "+94709999999", "203.0.113.7", 1);
        assertThat(stranger.status()).isEqualTo(429);
        assertThat(stranger.header("RateLimit")).startsWith("\"otp-country\"");
        assertThat(Long.parseLong(stranger.header("Retry-After"))).isPositive();
        assertThat(send(INITIATE, known, "203.0.113.8", 2).status())
                .as("a phone that has typed a code back")
                .isEqualTo(202);
        assertThat(send(INITIATE, "+94708888888", "203.0.113.6", 1).status())
                .as("an address with a good record")
                .isEqualTo(202);
    }

    private void verified(String phone, String address) {
        var session = send(INITIATE, phone, address, 1);
        assertThat(api.verify(session.field("session_token"), sms.lastCode(phone))
                        .status())
                .isEqualTo(201);
    }

    private Answer signIn(String phone, String code, String address) {
        return api.post(
                "/api/v1/auth/verify-otp",
                Map.of("phone_number", phone, "otp", code),
                headers -> headers.set("X-Forwarded-For", address));
    }

    private Answer send(String path, String phone, String address, int quantity) {
        Map<String, Object> body = path.equals(INITIATE) ? someOrder(phone, quantity) : Map.of("phone_number", phone);
        return api.post(path, body, headers -> headers.set("X-Forwarded-For", address));
    }
}
