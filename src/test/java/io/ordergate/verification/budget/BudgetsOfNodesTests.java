package io.ordergate.verification.budget;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Nodes;
import io.ordergate.testing.Nodes.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Mono;

/** Budgets belong to all nodes: however many nodes there are, and however often they start. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BudgetsOfNodesTests {

    private static final int COUNTRY = 300;
    private static final int UNANSWERED = 20;

    Nodes nodes;
    private Node one;
    private Node other;

    /** What {@code RATE_LIMIT_STORE} says. */
    String store() throws IOException {
        return "database";
    }

    @BeforeAll
    void start() throws IOException {
        nodes = new Nodes(
                getClass().getSimpleName().toLowerCase(Locale.ROOT),
                "--RATE_LIMIT_STORE=" + store(),
                "--RATE_LIMIT_TIMEOUT_MILLIS=20000",
                "--RATE_LIMIT_OTP_ADDRESS=100000/1h",
                "--RATE_LIMIT_VERIFY_ADDRESS=100000/1m",
                "--RATE_LIMIT_READ=100000/1m",
                "--SMS_COUNTRY_BUDGET=" + COUNTRY,
                "--SMS_TOTAL_BUDGET=" + COUNTRY,
                "--SMS_ADDRESS_BUDGET=" + UNANSWERED,
                "--ordergate.otp.resend-wait=0s",
                "--TRUSTED_PROXIES=127.0.0.1");
        one = nodes.start();
        other = nodes.start();
    }

    @AfterAll
    void stop() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @Test
    void honestOrdersAreNotRefusedThoughTheirCodesAreTypedBackAtAnotherNode() {
        for (var address : List.of("10.1.0.1", "2001:db8:1:2::7")) {
            for (var order = 0; order < COUNTRY / 2 + UNANSWERED; order++) {
                var phone = somePhone();
                var asked = initiate(one, address, phone, 1).block();
                assertThat(asked.status())
                        .as("order %s of %s: %s", order, address, asked.header("RateLimit"))
                        .isEqualTo(202);
                assertThat(other.api()
                                .verify(asked.field("session_token"), one.api().code(phone))
                                .status())
                        .isEqualTo(201);
            }
        }
    }

    @Test
    void aPhoneGetsExactlyItsTextsThroughAllNodesAndAfterARestart() {
        var phone = somePhone();
        assertThat(granted(IntStream.range(0, 24)
                        .mapToObj(call -> initiate(node(call), "10.2.0.1", phone, call + 1))
                        .toList()))
                .isEqualTo(5);
        assertThat(one.api().texts(phone).size() + other.api().texts(phone).size())
                .isEqualTo(5);

        var restarted = nodes.start();
        var answer = initiate(restarted, "10.2.0.1", phone, 30).block();
        restarted.stop();
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("RateLimit")).startsWith("\"otp-phone\"");
    }

    @Test
    void anAddressGetsExactlyItsTextsThroughAllNodes() {
        assertThat(granted(IntStream.range(0, 2 * UNANSWERED)
                        .mapToObj(call -> initiate(node(call), "10.3.0.1", somePhone(), 1))
                        .toList()))
                .isEqualTo(UNANSWERED);
    }

    /** Repeats send nothing: they must not hold, not even for a moment, what somebody else's text needs. */
    @Test
    void theLastTextOfAnAddressGoesToTheOneWhoAsksForItAmongRepeats() {
        var phone = somePhone();
        assertThat(initiate(one, "10.6.0.1", phone, 1, "key-" + phone).block().status())
                .isEqualTo(202);
        for (var text = 2; text < UNANSWERED; text++) {
            assertThat(initiate(one, "10.6.0.1", somePhone(), 1).block().status())
                    .isEqualTo(202);
        }
        var calls = new ArrayList<Mono<Answer>>();
        for (var repeat = 0; repeat < 24; repeat++) {
            calls.add(initiate(node(repeat), "10.6.0.1", phone, 1, "key-" + phone));
        }
        var asked = somePhone();
        calls.add(12, initiate(other, "10.6.0.1", asked, 1));
        assertThat(granted(calls)).isEqualTo(calls.size());
        assertThat(initiate(one, "10.6.0.1", somePhone(), 1).block().status()).isEqualTo(429);
    }

    @Test
    void aCodeThatIsTypedBackAtAnotherNodeMakesRoomWithinASecond() {
        var sessions = new ArrayList<String>();
        var phones =
                IntStream.range(0, UNANSWERED).mapToObj(number -> somePhone()).toList();
        phones.forEach(phone ->
                sessions.add(initiate(one, "10.4.0.1", phone, 1).block().field("session_token")));
        assertThat(initiate(one, "10.4.0.1", somePhone(), 1).block().status()).isEqualTo(429);
        assertThat(other.api()
                        .verify(sessions.get(0), one.api().code(phones.get(0)))
                        .status())
                .isEqualTo(201);
        await().until(() -> initiate(one, "10.4.0.1", somePhone(), 1).block().status() == 202);
        assertThat(initiate(other, "10.4.0.1", somePhone(), 1).block().status()).isEqualTo(429);
    }

    Node one() {
        return one;
    }

    Node other() {
        return other;
    }

    private Node node(int call) {
        return call % 2 == 0 ? one : other;
    }

    private static long granted(List<Mono<Answer>> calls) {
        return Api.atOnce(calls).stream()
                .filter(answer -> answer.status() == 202)
                .count();
    }

    static Mono<Answer> initiate(Node node, String address, String phone, int quantity) {
        return initiate(node, address, phone, quantity, UUID.randomUUID().toString());
    }

    private static Mono<Answer> initiate(Node node, String address, String phone, int quantity, String key) {
        return node.api().posting("/api/v1/orders/initiate", Api.someOrder(phone, quantity), headers -> {
            headers.set("X-Forwarded-For", address);
            headers.set("Idempotency-Key", key);
        });
    }
}
