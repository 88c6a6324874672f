package io.ordergate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import io.ordergate.support.MutableClock;
import io.ordergate.support.ProblemCode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class RemoteKeysTests {

    private final FakeIssuer issuer = new FakeIssuer("first");
    private final MutableClock clock = MutableClock.at("2026-01-02T03:04:05Z");
    private final RemoteKeys keys = new RemoteKeys(Mono.just(issuer.url()), issuer.http(), clock);

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void keysAreKeptAsLongAsTheyMayBe() {
        assertThat(knows("first")).isTrue();
        clock.advance(Duration.ofSeconds(599));
        assertThat(knows("first")).isTrue();
        assertThat(issuer.asked()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(2));
        assertThat(knows("first")).isTrue();
        assertThat(issuer.asked()).isEqualTo(2);
    }

    @Test
    void aKeyThatIsGoneIsForgottenWithTheNextAnswer() {
        assertThat(knows("first")).isTrue();
        issuer.has("second");
        assertThat(knows("first")).as("while the answer is fresh").isTrue();
        clock.advance(Duration.ofMinutes(11));
        assertThat(knows("first")).isFalse();
        assertThat(knows("second")).isTrue();
    }

    @Test
    void aNewKeyIsLookedForOnceAndNotForEveryInventedOne() {
        assertThat(knows("first")).isTrue();
        clock.advance(RemoteKeys.PAUSE);
        issuer.has("second", "first");
        assertThat(knows("second")).isTrue();
        assertThat(issuer.asked()).isEqualTo(2);
        for (var invented = 0; invented < 100; invented++) {
            assertThat(knows("invented-" + invented)).isFalse();
        }
        assertThat(issuer.asked()).as("within the pause").isEqualTo(2);
        clock.advance(RemoteKeys.PAUSE);
        assertThat(knows("invented")).isFalse();
        assertThat(issuer.asked()).isEqualTo(3);
        assertThat(knows("first")).as("the others are not forgotten").isTrue();
    }

    @Test
    void manyWhoWaitAreOneRequest() {
        var found = Flux.range(0, 50)
                .flatMap(each -> keys.find(header("first")), 50)
                .count()
                .block();
        assertThat(found).isEqualTo(50);
        assertThat(issuer.asked()).isEqualTo(1);
    }

    @Test
    void anOutageIsBorneForAnHourAndTheOtherSideIsLeftInPeace() {
        assertThat(knows("first")).isTrue();
        issuer.answers(500);
        clock.advance(Duration.ofMinutes(11));
        assertThat(knows("first")).isTrue();
        assertThat(knows("first")).isTrue();
        assertThat(issuer.asked()).isEqualTo(2);
        clock.advance(Duration.ofHours(1));
        assertUndecided();
        issuer.answers(200);
        assertUndecided();
        clock.advance(RemoteKeys.PAUSE);
        assertThat(knows("first")).isTrue();
    }

    @Test
    void whoNeverAnsweredLeavesItUndecided() {
        issuer.answers(404);
        assertUndecided();
        assertUndecided();
        assertThat(issuer.asked()).isEqualTo(1);
    }

    @Test
    void whatMayNotBeCachedIsKeptForAMinuteAllTheSame() {
        issuer.caches("no-store");
        assertThat(knows("first")).isTrue();
        issuer.caches("max-age=0");
        clock.advance(Duration.ofMinutes(5));
        assertThat(knows("first")).isTrue();
        clock.advance(Duration.ofSeconds(59));
        assertThat(knows("first")).isTrue();
        assertThat(issuer.asked()).isEqualTo(2);
        clock.advance(Duration.ofSeconds(2));
        assertThat(knows("first")).isTrue();
        assertThat(issuer.asked()).isEqualTo(3);
    }

    private boolean knows(String keyId) {
        return keys.find(header(keyId)).hasElement().block();
    }

    private void assertUndecided() {
        assertThatThrownBy(() -> knows("first")).hasFieldOrPropertyWithValue("code", ProblemCode.SERVICE_UNAVAILABLE);
    }

    private static JWSHeader header(String keyId) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build();
    }
}
