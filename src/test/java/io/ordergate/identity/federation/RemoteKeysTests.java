package io.ordergate.identity.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import io.ordergate.support.MutableClock;
import io.ordergate.support.ProblemCode;
import java.time.Duration;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class RemoteKeysTests {

    private final FakeIssuer issuer = new FakeIssuer("first");
    private final MutableClock clock = MutableClock.at("2026-01-02T03:04:05Z");
    private final RemoteKeys keys = new RemoteKeys(Mono.just(issuer.url()), issuer.server(), clock);

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kty\":\"XYZ\",\"kid\":\"first\"}",
                "{\"kid\":\"first\"}",
                "{\"kty\":\"RSA\",\"kid\":\"first\",\"n\":5,\"e\":\"AQAB\"}",
                "{\"kty\":\"RSA\",\"kid\":\"first\",\"e\":\"AQAB\"}",
                "{\"kty\":\"EC\",\"kid\":\"first\",\"crv\":\"P-999\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"EC\",\"kid\":\"first\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"RSA\",\"kid\":5,\"n\":\"AA\",\"e\":\"AQAB\"}",
                "{\"kty\":\"RSA\",\"kid\":\"x\",\"x5c\":[\"no certificate\"],\"n\":\"AA\",\"e\":\"AQAB\"}",
                "{\"kty\":\"oct\",\"kid\":\"first\",\"k\":\"AAAA\"}",
                "{}",
                "null",
                "5",
                "[]",
                "\"key\""
            })
    void anOddKeyIsAsIfItWereNotThere(String odd) {
        var published = issuer.published();
        issuer.shows(published.replaceFirst("\\[", "[" + Matcher.quoteReplacement(odd) + ","));
        assertThat(knows("first")).isTrue();
    }

    @Test
    void ofTwoKeysWithOneNameEachIsTried() {
        issuer.has("first", "first");
        assertThat(keys.find(header("first")).block()).hasSize(2);
    }

    @Test
    void aTokenWithoutAKeyIdMeansTheOnlyKeyThereIs() {
        assertThat(keys.find(header(null)).block()).hasSize(1);
        clock.advance(Duration.ofMinutes(11));
        issuer.has("first", "second");
        assertThat(keys.find(header(null)).block()).isNull();
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
