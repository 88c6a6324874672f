package io.ordergate.verification;

import static io.ordergate.testing.Api.someOrder;
import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** What strangers, and customers whose address changes, get of a code that somebody else has just asked for. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.web.trusted-proxies=127.0.0.1")
class RepeatedSendTests {

    private static final String INITIATE = "/api/v1/orders/initiate";
    private static final String SEND_OTP = "/api/v1/auth/send-otp";
    private static final String FORGOT = "/api/v1/auth/forgot-password";
    private static final String HERE = "203.0.113.7";
    private static final String ELSEWHERE = "198.51.100.9";

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    private final String phone = somePhone();

    @ParameterizedTest
    @ValueSource(strings = {INITIATE, SEND_OTP, FORGOT})
    void aStrangerGetsNoSessionOfTheSamePhoneAndWaitsNoLongerThanTheWait(String path) {
        var mine = post(path, someOrder(phone), HERE, null);
        var stranger = post(path, someOrder(phone), ELSEWHERE, null);
        assertThat(stranger.status()).isEqualTo(429);
        assertThat(stranger.field("code")).isEqualTo("too-many-requests");
        assertThat(Long.parseLong(stranger.header("Retry-After"))).isBetween(1L, 30L);
        assertThat(stranger.body()).doesNotContain(mine.field("session_token"));
        assertThat(api.texts(phone)).hasSize(1);
        letTheWaitPass();
        var later = post(path, someOrder(phone), ELSEWHERE, null);
        assertThat(later.status()).isIn(200, 202);
        assertThat(later.field("session_token")).isNotEqualTo(mine.field("session_token"));
        assertThat(api.texts(phone)).hasSize(2);
    }

    @Test
    void refusedCallsDoNotProlongTheWait() {
        post(SEND_OTP, Map.of("phone_number", phone), HERE, null);
        var wait = Long.MAX_VALUE;
        for (var call = 0; call < 5; call++) {
            var refused = post(SEND_OTP, Map.of("phone_number", phone), ELSEWHERE, null);
            assertThat(Long.parseLong(refused.header("Retry-After"))).isLessThanOrEqualTo(wait);
            wait = Long.parseLong(refused.header("Retry-After"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {INITIATE, SEND_OTP, FORGOT})
    void aKeyOfAnotherClientOpensNothingAndStopsNobody(String path) {
        var key = "order-" + UUID.randomUUID();
        var squatter = post(path, someOrder(phone), ELSEWHERE, key);
        letTheWaitPass();
        var mine = post(path, someOrder(phone), HERE, key);
        assertThat(mine.status()).isEqualTo(squatter.status());
        assertThat(mine.field("session_token")).isNotEqualTo(squatter.field("session_token"));
        assertThat(mine.header("Idempotent-Replayed")).isEmpty();
        var repeat = post(path, someOrder(phone), HERE, key);
        assertThat(repeat.field("session_token")).isEqualTo(mine.field("session_token"));
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(api.texts(phone)).hasSize(2);
    }

    /** A key is unique in the partition of its day, and looked for in that of the day before. The journal does not know the other id. */
    @Test
    void aKeyIsTheSameAfterMidnight() {
        var key = "order-" + UUID.randomUUID();
        var order = someOrder(phone);
        assertThat(post(INITIATE, order, HERE, key).status()).isEqualTo(202);
        var today = database.rows("select tableoid from challenges where phone = $1", phone);
        database.run("""
                update challenges
                   set id = (lpad(to_hex(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint - 86400000), 12, '0')
                             || substr(replace(id::text, '-', ''), 13))::uuid
                 where phone = $1""", phone);
        assertThat(database.rows("select tableoid from challenges where phone = $1", phone))
                .isNotEqualTo(today);
        database.run("update last_codes set sent_at = sent_at - interval '1 minute' where phone = $1", phone);
        assertThat(post(INITIATE, order, HERE, key).status()).isNotEqualTo(202);
        assertThat(database.count("select count(*) from challenges where phone = $1", phone))
                .isEqualTo(1);
        assertThat(api.texts(phone)).hasSize(1);
    }

    @Test
    void aRetryFromAnotherAddressWaitsAndThenGetsASessionOfItsOwn() {
        var key = "order-" + UUID.randomUUID();
        var first = post(INITIATE, someOrder(phone), HERE, key);
        var retry = post(INITIATE, someOrder(phone), ELSEWHERE, key);
        assertThat(retry.status()).isEqualTo(429);
        letTheWaitPass();
        retry = post(INITIATE, someOrder(phone), ELSEWHERE, key);
        assertThat(retry.status()).isEqualTo(202);
        assertThat(api.verify(retry.field("session_token"), api.code(phone)).status())
                .isEqualTo(201);
        assertThat(first.field("session_token")).isNotEqualTo(retry.field("session_token"));
    }

    /** As after a restart in development, or when a former secret is honoured no more. */
    @ParameterizedTest
    @ValueSource(strings = {"", "with a key"})
    void aSessionWhoseSecretIsGoneStartsAnew(String kind) {
        var key = kind.isEmpty() ? null : "order-" + UUID.randomUUID();
        var lost = post(INITIATE, someOrder(phone), HERE, key);
        database.run("update challenges set key_id = '\\x000000' where phone = $1", phone);
        var anew = post(INITIATE, someOrder(phone), HERE, key);
        assertThat(anew.status()).isEqualTo(202);
        assertThat(anew.field("session_token")).isNotEqualTo(lost.field("session_token"));
        assertThat(anew.header("Idempotent-Replayed")).isEmpty();
        assertThat(api.verify(anew.field("session_token"), api.code(phone)).status())
                .isEqualTo(201);
        assertThat(post(INITIATE, someOrder(phone), HERE, key).status()).isEqualTo(202);
    }

    private Answer post(
            String path, Map<String, Object> body, String address, @org.jspecify.annotations.Nullable String key) {
        return api.post(path, path.equals(INITIATE) ? body : Map.of("phone_number", phone), headers -> {
            headers.set("X-Forwarded-For", address);
            if (key != null) {
                headers.set("Idempotency-Key", key);
            }
        });
    }

    /** As if thirty seconds had gone by. */
    private void letTheWaitPass() {
        database.run("update challenges set sent_at = sent_at - interval '30 seconds' where phone = $1", phone);
    }
}
