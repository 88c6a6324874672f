package io.ordergate.checkout;

import static io.ordergate.testing.Api.atOnce;
import static io.ordergate.testing.Api.somePhone;
import static io.ordergate.testing.Api.verification;
import static io.ordergate.testing.Api.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.r2dbc.pool.ConnectionPool;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class ConcurrentVerifyTests {

    private static final int CALLERS = 50;

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    @Autowired
    private ConnectionPool connections;

    @RepeatedTest(3)
    void ofManyRightAnswersAtOnceExactlyOneWins() {
        var phone = somePhone();
        var session = api.session(phone);
        var answers = statuses(verifying(session, api.code(phone), CALLERS));
        assertThat(answers.stream().filter(status -> status == 201)).hasSize(1);
        assertThat(answers.stream().filter(status -> status == 401)).hasSize(CALLERS - 1);
        assertThat(ordersOf(phone)).isEqualTo(1);
    }

    @RepeatedTest(3)
    void ofManyWrongAnswersAtOnceNoMoreThanThreeAreCompared() {
        var phone = somePhone();
        var session = api.session(phone);
        var answers = statuses(verifying(session, wrong(api.code(phone)), CALLERS));
        assertThat(answers.stream().filter(status -> status == 400)).hasSize(2);
        assertThat(answers.stream().filter(status -> status == 403)).hasSize(CALLERS - 2);
        assertThat(database.count("select attempts from challenges where phone = $1", phone))
                .isEqualTo(3);
        assertThat(database.count("select guesses from wrong_guesses where phone = $1 and address = '*'", phone))
                .isEqualTo(3);
    }

    /** Those that are under way at once, one a connection, do not know of each other; none of them gets another answer. */
    @RepeatedTest(3)
    void wrongAnswersOnManySessionsOfAPhoneShareOneCount() {
        var phone = somePhone();
        var sessions = IntStream.rangeClosed(1, 5)
                .mapToObj(quantity -> anotherSession(phone, quantity))
                .toList();
        var calls = IntStream.range(0, CALLERS)
                .mapToObj(index -> verifying(sessions.get(index % sessions.size()), "000000", 1))
                .flatMap(List::stream)
                .toList();
        var answers = statuses(calls);
        assertThat(answers).isSubsetOf(400, 403);
        assertThat(answers.stream().filter(status -> status == 400)).hasSizeLessThanOrEqualTo(5);
        assertThat(database.count("select max(guesses) from wrong_guesses where phone = $1", phone))
                .isBetween(5L, 4L + connections.getMetrics().orElseThrow().getMaxAllocatedSize());
    }

    @RepeatedTest(3)
    void identicalVerifiesAtOnceWithOneKeyGetOneOrder() {
        var phone = somePhone();
        var session = api.session(phone);
        var code = api.code(phone);
        var call = api.posting(
                "/api/v1/orders/verify",
                verification(session, code),
                headers -> headers.set("Idempotency-Key", "tap-" + phone));
        var answers = atOnce(Collections.nCopies(8, call));
        assertThat(answers).allMatch(answer -> answer.status() == 201);
        assertThat(answers.stream().map(answer -> answer.field("id")).collect(Collectors.toSet()))
                .hasSize(1);
        assertThat(ordersOf(phone)).isEqualTo(1);
    }

    @RepeatedTest(20)
    void identicalInitiatesAtOnceWithOneKeySendOneText() {
        var phone = somePhone();
        var call = api.posting(
                "/api/v1/orders/initiate",
                Api.someOrder(phone),
                headers -> headers.set("Idempotency-Key", "tap-" + phone));
        var answers = atOnce(Collections.nCopies(20, call));
        assertThat(answers).allMatch(answer -> answer.status() == 202);
        assertThat(answers.stream().map(answer -> answer.field("session_token")).collect(Collectors.toSet()))
                .hasSize(1);
        assertThat(api.texts(phone)).hasSize(1);
        assertThat(api.initiate(phone).status())
                .as("the others cost the phone nothing")
                .isEqualTo(202);
    }

    @RepeatedTest(3)
    void ofManyEqualInitiatesAtOnceOneSendsAndAllGetItsSession() {
        var phone = somePhone();
        var call = api.posting("/api/v1/orders/initiate", Api.someOrder(phone), headers -> {});
        var answers = atOnce(Collections.nCopies(CALLERS, call));
        assertThat(answers).allMatch(answer -> answer.status() == 202);
        assertThat(answers.stream().map(answer -> answer.field("session_token")).distinct())
                .hasSize(1);
        assertThat(api.texts(phone)).hasSize(1);
    }

    @RepeatedTest(3)
    void ofManyOrdersOfAPhoneAtOnceOneSendsAndTheOthersWait() {
        var phone = somePhone();
        var answers = atOnce(IntStream.rangeClosed(1, CALLERS)
                .mapToObj(quantity ->
                        api.posting("/api/v1/orders/initiate", Api.someOrder(phone, quantity), headers -> {}))
                .toList());
        assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 429)
                .hasSize(CALLERS - 1)
                .allMatch(answer -> Long.parseLong(answer.header("Retry-After")) <= 30);
        assertThat(api.texts(phone)).hasSize(1);
    }

    @RepeatedTest(3)
    void ofManyResendsAndInitiatesAtOnceOneSends() {
        var phone = somePhone();
        var session = api.session(phone);
        database.run("update challenges set sent_at = sent_at - interval '30 seconds' where phone = $1", phone);
        var resend = api.posting("/api/v1/orders/resend-code", Map.of("session_token", session), headers -> {});
        var start = api.posting("/api/v1/orders/initiate", Api.someOrder(phone, 3), headers -> {});
        var calls = IntStream.range(0, CALLERS)
                .mapToObj(index -> index % 2 == 0 ? resend : start)
                .toList();
        assertThat(statuses(calls)).contains(202).isSubsetOf(202, 429);
        assertThat(api.texts(phone)).as("the first text, and one of these").hasSize(2);
    }

    private String anotherSession(String phone, int quantity) {
        var answer = api.post("/api/v1/orders/initiate", Api.someOrder(phone, quantity));
        database.run("update challenges set sent_at = sent_at - interval '30 seconds' where phone = $1", phone);
        return answer.field("session_token");
    }

    private List<reactor.core.publisher.Mono<Answer>> verifying(String session, String code, int callers) {
        return Collections.nCopies(
                callers, api.posting("/api/v1/orders/verify", verification(session, code), headers -> {}));
    }

    private static List<Integer> statuses(List<reactor.core.publisher.Mono<Answer>> calls) {
        return atOnce(calls).stream().map(Answer::status).toList();
    }

    private long ordersOf(String phone) {
        return database.count("select count(*) from orders where phone = $1", phone);
    }
}
