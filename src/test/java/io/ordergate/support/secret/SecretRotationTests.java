package io.ordergate.support.secret;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.Node;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SECRET_KEY is changed while the service goes on: announced to all nodes, swapped on one after another, removed at the end. At
 * every moment two kinds of nodes serve the same customers, and neither refuses what the other has made.
 */
class SecretRotationTests {

    private static final String OLD = "the old secret of the tests with more than 32 bytes";
    private static final String NEW = "the new secret of the tests with more than 32 bytes";
    private static final String INITIATE = "/api/v1/orders/initiate";
    private static final String VERIFY = "/api/v1/orders/verify";
    private static final String SEND_OTP = "/api/v1/auth/send-otp";
    private static final String VERIFY_OTP = "/api/v1/auth/verify-otp";
    private static final String REFRESH = "/api/v1/auth/refresh";

    private static Node before;
    private static Node announced;
    private static Node swapped;
    private static Node removed;

    private final Database database = new Database();
    private final String phone = somePhone();
    private final String key = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        before = node(OLD, "");
        announced = node(OLD, NEW);
        swapped = node(NEW, OLD);
        removed = node(NEW, "");
    }

    @AfterAll
    static void stop() {
        Stream.of(before, announced, swapped, removed).forEach(Node::close);
    }

    /** The nodes that serve side by side in each step, in both directions. */
    static Stream<Arguments> pairs() {
        return Stream.of(
                Arguments.of(before, announced),
                Arguments.of(announced, before),
                Arguments.of(announced, swapped),
                Arguments.of(swapped, announced),
                Arguments.of(swapped, removed),
                Arguments.of(removed, swapped));
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("pairs")
    void anOrderBegunAtOneNodeIsPlacedAtTheOther(Node one, Node other) {
        var order = Api.someOrder(phone);
        var begun = ok(with(one, INITIATE, order));
        var repeated = ok(with(other, INITIATE, order));
        var session = begun.field("session_token");
        assertThat(repeated.field("session_token")).isEqualTo(session);
        assertThat(repeated.header("Idempotent-Replayed")).isEqualTo("true");
        ok(other.api().post("/api/v1/verifications/status", Map.of("session_token", session)));
        database.run("update challenges set sent_at = sent_at - interval '30 seconds' where phone = $1", phone);
        ok(other.api().resend(session));
        assertThat(other.api().code(phone)).isEqualTo(one.api().code(phone));
        var typed = Api.verification(session, one.api().code(phone));
        var placed = ok(with(other, VERIFY, typed));
        var again = ok(with(one, VERIFY, typed));
        assertThat(again.field("id")).isEqualTo(placed.field("id"));
        for (var node : List.of(one, other)) {
            for (var answer : List.of(placed, again)) {
                ok(node.api().get("/api/v1/orders/" + placed.field("id"), answer.field("access_token")));
            }
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("pairs")
    void aSignInOfOneNodeGoesOnAtTheOther(Node one, Node other) {
        ok(one.api().post(SEND_OTP, Map.of("phone_number", phone)));
        var typed = Map.of("phone_number", phone, "otp", one.api().code(phone));
        var signedIn = ok(with(other, VERIFY_OTP, typed));
        var again = ok(with(one, VERIFY_OTP, typed));
        assertThat(again.field("refresh_token")).isEqualTo(signedIn.field("refresh_token"));
        ok(one.api().get("/api/v1/users/me", signedIn.field("access_token")));
        var refreshed = ok(one.api().post(REFRESH, refresh(signedIn)));
        var raced = ok(other.api().post(REFRESH, refresh(signedIn)));
        assertThat(raced.field("refresh_token")).isEqualTo(refreshed.field("refresh_token"));
        ok(other.api().get("/api/v1/users/me", refreshed.field("access_token")));
        ok(other.api().post(REFRESH, refresh(refreshed)));
    }

    /** Whatever else is made with a secret (webhooks' secrets, hashes of phones, sealed tokens) is found by the secret's id. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("pairs")
    void whatOneNodeMakesTheOtherKnows(Node one, Node other) {
        var made = one.bean(SecretKeys.class).current();
        var known = other.bean(SecretKeys.class).byId(made.id());
        assertThat(known).isNotNull();
        for (var use : SecretUse.values()) {
            assertThat(known.hmac(use, new byte[] {1})).as(use.name()).isEqualTo(made.hmac(use, new byte[] {1}));
        }
    }

    /** What was made with the old secret is over by then, or does not need it. */
    @Test
    void afterTheEndASignInGoesOnAndAnOldSessionDoesNot() {
        ok(announced.api().post(SEND_OTP, Map.of("phone_number", phone)));
        var signedIn = ok(announced
                .api()
                .post(
                        VERIFY_OTP,
                        Map.of("phone_number", phone, "otp", announced.api().code(phone))));
        ok(removed.api().post(REFRESH, refresh(signedIn)));
        var late = announced.api().session(somePhone());
        assertThat(removed.api().verify(late, "123456").field("code")).isEqualTo("invalid-session");
    }

    private Answer with(Node node, String path, Map<String, ?> body) {
        return node.api().post(path, body, headers -> headers.set("Idempotency-Key", key));
    }

    private static Map<String, String> refresh(Answer signedIn) {
        return Map.of("refresh_token", signedIn.field("refresh_token"));
    }

    private static Answer ok(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
        return answer;
    }

    private static Node node(String secret, String previous) {
        return Node.start(
                "ordergate.secret.key=" + secret,
                "ordergate.secret.previous-keys=" + previous,
                "ordergate.database.pool-size=4",
                "ordergate.sms.journal-delay=100ms");
    }
}
