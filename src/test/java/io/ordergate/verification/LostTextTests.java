package io.ordergate.verification;

import static io.ordergate.testing.Api.someOrder;
import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Node;
import io.ordergate.testing.Sms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * What a repeat gets when nobody knows what became of the text of the first request: one node has written the challenge, and
 * another one is asked.
 */
@IntegrationTest
@Import(Sms.class)
@TestPropertySource(properties = {"ordergate.sms.providers=scripted", "ordergate.sms.timeout=2s"})
class LostTextTests {

    private static final String INITIATE = "/api/v1/orders/initiate";
    private static final String STATUS = "/api/v1/verifications/status";
    private static final int REPEATS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Node other;

    @Autowired
    private Api api;

    @Autowired
    private Sms sms;

    @Autowired
    private Database database;

    private final String phone = somePhone();
    private final String key = "order-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        other = Node.start(
                List.of(Sms.class),
                "ordergate.sms.providers=scripted",
                "ordergate.sms.timeout=60s",
                "ordergate.sms.journal-delay=100ms");
    }

    @AfterAll
    static void stop() {
        other.close();
    }

    @AfterEach
    void recover() {
        sms.refuse(false);
        sms.answerWhen(Mono.empty());
        other.bean(Sms.class).answerWhen(Mono.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with a key"})
    void ofManyRepeatsAtOnceOneSendsTheTextThatNeverLeft(String kind) {
        var lost = lostText(kind.isEmpty() ? null : key);
        assertThat(status(lost).field("status")).isEqualTo("undelivered");
        var answers = repeats(kind.isEmpty() ? null : key);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.field("session_token")).isEqualTo(lost);
        });
        assertThat(sms.textsTo(phone)).isEqualTo(1);
        assertThat(sends())
                .as("the lost text counts, too: it may have been sent")
                .isEqualTo(2);
        assertThat(status(lost).field("status")).isEqualTo("sent");
        assertThat(other.api().verify(lost, sms.lastCode(phone)).status()).isEqualTo(201);
    }

    /** The budgets hold what was sent: a code that is typed back gives it back, and the next ones are sent as ever. */
    @Test
    void theBudgetOfThePhoneIsUsedOnce() {
        lostText(key);
        repeats(key);
        var granted = 0;
        for (var text = 0; text < 10; text++) {
            database.run("update challenges set sent_at = sent_at - interval '30 seconds' where phone = $1", phone);
            granted += api.post(INITIATE, someOrder(phone, text + 3)).status() == 202 ? 1 : 0;
        }
        assertThat(granted)
                .as("five an hour, of which one is lost, which may have been sent, and the repeats have sent one")
                .isEqualTo(3);
    }

    @Test
    void aTextThatIsUnderWayAtAnotherNodeIsAwaited() {
        var answer = Sinks.<Void>empty();
        other.bean(Sms.class).answerWhen(answer.asMono());
        var first = other.api()
                .posting(INITIATE, someOrder(phone), headers -> headers.set("Idempotency-Key", key))
                .toFuture();
        await().atMost(PATIENCE).until(() -> other.bean(Sms.class).textsTo(phone) == 1);
        var repeats = Api.together(List.of(repeat(key), repeat(key))).toFuture();
        Mono.delay(Duration.ofSeconds(1)).block();
        assertThat(repeats).as("the provider has not answered yet").isNotDone();
        answer.tryEmitEmpty();
        assertThat(first).succeedsWithin(PATIENCE).satisfies(each -> assertThat(each.status())
                .isEqualTo(202));
        assertThat(repeats)
                .succeedsWithin(PATIENCE)
                .satisfies(both -> assertThat(both).hasSize(2).allSatisfy(each -> {
                    assertThat(each.status()).isEqualTo(202);
                    assertThat(each.field("session_token"))
                            .isEqualTo(first.join().field("session_token"));
                    assertThat(each.header("Idempotent-Replayed")).isEqualTo("true");
                }));
        assertThat(sms.textsTo(phone)).isZero();
        assertThat(other.bean(Sms.class).textsTo(phone)).isEqualTo(1);
    }

    /** A text may be on its way: the repeat neither says that one was sent, nor sends a second one. */
    @Test
    void nothingIsSaidWhileNobodyKnows() {
        var lost = lostText(key);
        database.run("update challenges set sent_at = now() where phone = $1", phone);
        var answer = repeat(key).block(PATIENCE);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.field("code")).isEqualTo("service-unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(sms.textsTo(phone)).isZero();
        database.run("update challenges set sent_at = now() - interval '20 seconds' where phone = $1", phone);
        assertThat(repeat(key).block(PATIENCE).field("session_token")).isEqualTo(lost);
        assertThat(sms.textsTo(phone)).isEqualTo(1);
    }

    /** The last moment is that at which the other node, whose providers may be slow, has written what became of the text. */
    @Test
    void whatOtherNodesHaveSentIsKnownFromTheirJournal() {
        var first = other.api().initiate(phone, key);
        await().atMost(PATIENCE).until(() -> texts() == 1);
        database.run("update challenges set sent_at = sent_at - interval '1 minute' where phone = $1", phone);
        var repeat = repeat(key).block(PATIENCE);
        assertThat(repeat.field("session_token")).isEqualTo(first.field("session_token"));
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(sms.textsTo(phone)).isZero();
    }

    @Test
    void aProviderThatRefusesLeavesTheTextToTheNextRepeat() {
        var lost = lostText(key);
        sms.refuse(true);
        for (var time = 0; time < 3; time++) {
            var refused = repeat(key).block(PATIENCE);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("code")).isEqualTo("sms-unavailable");
        }
        assertThat(sends()).isEqualTo(1);
        sms.refuse(false);
        assertThat(repeat(key).block(PATIENCE).field("session_token")).isEqualTo(lost);
        assertThat(sms.textsTo(phone)).isEqualTo(1);
    }

    /** A provider that keeps silent may have sent the text, but nobody has got a session: the repeat begins anew. */
    @Test
    void afterASilentProviderTheRepeatStartsAnew() {
        sms.answerWhen(Mono.never());
        assertThat(repeat(key).block(PATIENCE).field("code")).isEqualTo("sms-unavailable");
        sms.answerWhen(Mono.empty());
        var answers = repeats(key);
        assertThat(answers).allMatch(answer -> answer.status() == 202);
        assertThat(answers)
                .extracting(answer -> answer.field("session_token"))
                .containsOnly(answers.get(0).field("session_token"));
        assertThat(sms.textsTo(phone)).as("one of the silent provider, and one").isEqualTo(2);
        assertThat(api.verify(answers.get(0).field("session_token"), sms.lastCode(phone))
                        .status())
                .isEqualTo(201);
    }

    /** As after the death of the other node between the challenge and its text: nobody has sent anything. */
    private String lostText(String with) {
        var session =
                (with == null ? other.api().initiate(phone) : other.api().initiate(phone, with)).field("session_token");
        await().atMost(PATIENCE).until(() -> texts() == 1);
        database.run(
                "delete from sms_messages where challenge_id in (select id from challenges where phone = $1)", phone);
        database.run("update challenges set sent_at = sent_at - interval '20 seconds' where phone = $1", phone);
        return session;
    }

    private List<Answer> repeats(String with) {
        return Api.atOnce(
                IntStream.range(0, REPEATS).mapToObj(number -> repeat(with)).toList());
    }

    private Mono<Answer> repeat(String with) {
        return api.posting(INITIATE, someOrder(phone), headers -> {
            if (with != null) {
                headers.set("Idempotency-Key", with);
            }
        });
    }

    private Answer status(String session) {
        return api.post(STATUS, Map.of("session_token", session));
    }

    private long sends() {
        return database.count("select sends from challenges where phone = $1", phone);
    }

    private long texts() {
        return database.count(
                "select count(*) from sms_messages m join challenges c on c.id = m.challenge_id where c.phone = $1",
                phone);
    }
}
