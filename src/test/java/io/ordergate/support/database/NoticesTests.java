package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@IntegrationTest
class NoticesTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Autowired
    private Notices notices;

    @Autowired
    private Database database;

    @Test
    void tellsWhatWasNotified() {
        StepVerifier.create(notices.on("of_a_test"))
                .expectNext("")
                .then(() -> database.run("notify of_a_test, 'first'"))
                .expectNext("first")
                .then(() -> database.run("notify of_another_test, 'unheard'"))
                .then(() -> database.run("notify of_a_test, 'second'"))
                .expectNext("second")
                .thenCancel()
                .verify(PATIENCE);
        waitUntilNobodyListensTo("of_a_test");
    }

    @Test
    void comesBackAfterTheConnectionWasEndedAndSaysSo() {
        StepVerifier.create(notices.on("of_a_kill"))
                .expectNext("")
                .then(() -> assertThat(listeners("of_a_kill", "pg_terminate_backend(pid)"))
                        .isOne())
                .expectNext("")
                .then(() -> database.run("notify of_a_kill, 'still here'"))
                .expectNext("still here")
                .thenCancel()
                .verify(PATIENCE);
    }

    /** Through a pooler in transaction mode, without an address of the server itself. */
    @Test
    void whoCannotHearLooksOnce() {
        StepVerifier.create(Notices.none().on("of_nobody"))
                .expectNext("")
                .then(() -> database.run("notify of_nobody, 'unheard'"))
                .thenCancel()
                .verify(PATIENCE);
    }

    @Test
    void whoIsSlowGetsTheLatest() {
        StepVerifier.create(notices.on("of_a_crowd"), 1)
                .expectNext("")
                .then(() -> Flux.range(0, 50).toIterable().forEach(n -> database.run("notify of_a_crowd, '" + n + "'")))
                .thenRequest(1)
                .expectNextMatches(payload -> !payload.isEmpty())
                .thenCancel()
                .verify(PATIENCE);
    }

    private void waitUntilNobodyListensTo(String channel) {
        await().atMost(PATIENCE).until(() -> listeners(channel, "true") == 0);
    }

    private long listeners(String channel, String each) {
        return database.count(
                "select count(" + each + ") from pg_stat_activity where query = 'listen " + channel + "'");
    }
}
