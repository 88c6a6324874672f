package io.ordergate.identity.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder.BCryptVersion;
import org.springframework.security.crypto.password.PasswordEncoder;
import reactor.core.scheduler.Schedulers;

class PasswordsTests {

    private static final String PASSWORD = "a long road to Cox's Bazar";

    private final PasswordSettings settings = new PasswordSettings(1, 10, 10, 4);
    private final PasswordWorkers workers = new PasswordWorkers(settings, new SimpleMeterRegistry());
    private final Counting bcrypt = new Counting();
    private final Passwords passwords = new Passwords(PasswordConfiguration.encoder(bcrypt), workers, settings);

    @AfterEach
    void stop() {
        workers.destroy();
    }

    @Test
    void aHashMatchesItsPasswordAndNoOther() {
        var hash = hash(PASSWORD);
        assertThat(hash).startsWith("{sha256-bcrypt}$2b$04$").doesNotContain(PASSWORD);
        assertThat(hash(PASSWORD)).as("salted").isNotEqualTo(hash);
        assertThat(matches(PASSWORD, hash)).isTrue();
        assertThat(matches(PASSWORD + "!", hash)).isFalse();
        assertThat(matches("", hash)).isFalse();
    }

    @Test
    void passwordsThatDifferOnlyAfterByte72Differ() {
        var hash = hash("x".repeat(127) + "1");
        assertThat(matches("x".repeat(127) + "1", hash)).isTrue();
        assertThat(matches("x".repeat(127) + "2", hash)).isFalse();
        assertThat(matches("x".repeat(127), hash)).isFalse();
        var bengali = "\u0995".repeat(127);
        assertThat(matches(bengali + "\u0996", hash(bengali + "\u0996"))).isTrue();
        assertThat(matches(bengali + "\u0997", hash(bengali + "\u0996"))).isFalse();
    }

    @Test
    void anAccentedLetterMatchesHoweverAKeyboardWritesIt() {
        assertThat(matches("cafe\u0301 au lait", hash("caf\u00e9 au lait"))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void hashesOfOlderServicesMatch(BCryptVersion version) {
        var old = new BCryptPasswordEncoder(version, 4).encode(PASSWORD);
        assertThat(old).startsWith(version.getVersion());
        assertThat(matches(PASSWORD, old)).isTrue();
        assertThat(matches(PASSWORD, "{bcrypt}" + old)).isTrue();
        assertThat(matches(PASSWORD + "!", old)).isFalse();
        assertThat(matches(PASSWORD, "{sha256-bcrypt}" + old)).isFalse();
    }

    /** The example in PHP's manual. */
    @Test
    void aHashThatSomebodyElseMadeMatches() {
        var php = "$2y$07$BCryptRequires22Chrcte/VlQH0piJtjXl.0t1XkA8pw9dMXTpOq";
        assertThat(matches("rasmuslerdorf", php)).isTrue();
        assertThat(matches("rasmuslerdorg", php)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{noop}a long road to Cox's Bazar", "a long road to Cox's Bazar", "{bcrypt}", "{", "$2a$"})
    void whatIsNoHashMatchesNothingAndIsNoError(String hash) {
        assertThat(matches(PASSWORD, hash)).isFalse();
    }

    @Test
    void anUnknownAddressCostsWhatAKnownOneCosts() {
        var hash = hash(PASSWORD);
        bcrypt.threads.clear();
        assertThat(matches("wrong", hash)).isFalse();
        assertThat(bcrypt.threads).hasSize(1);
        assertThat(matches("wrong", null)).isFalse();
        assertThat(bcrypt.threads).hasSize(2);
    }

    /** As a real one, of which only the letters of salt and digest are different: bcrypt computes with any. */
    @Test
    void theHashOfNobodyIsWellFormed() {
        var hash = Passwords.nobodys(4);
        assertThat(hash).hasSameSizeAs(hash(PASSWORD)).startsWith("{sha256-bcrypt}$2b$04$");
        assertThat(BCryptWork.strength(hash)).isEqualTo(4);
        assertThat(new BCryptPasswordEncoder().upgradeEncoding(hash.substring("{sha256-bcrypt}".length())))
                .as("is read as bcrypt")
                .isTrue();
    }

    /** In rounds: a strength of n takes 2^n. */
    @Test
    void aComparisonTakesAsMuchWorkWhateverTheStrengthOfTheHash() {
        var work = new BCryptWork(6);
        assertThat(work.makeUpFor(6)).isZero();
        assertThat(work.makeUpFor(4)).isEqualTo(64 - 16);
        assertThat(work.makeUpFor(0)).as("no hash at all").isEqualTo(64);
        assertThat(work.makeUpFor(7)).as("a stronger one sets the measure").isZero();
        assertThat(work.makeUpFor(6)).isEqualTo(128 - 64);
        assertThat(work.makeUpFor(15)).as("but not beyond four times the usual").isZero();
        assertThat(work.makeUpFor(6)).isEqualTo(256 - 64);
    }

    @Test
    void hashesOfOlderServicesAndOtherStrengthsAreOutdated() {
        assertThat(passwords.isOutdated(hash(PASSWORD))).isFalse();
        var old = new BCryptPasswordEncoder(BCryptVersion.$2B, 4).encode(PASSWORD);
        assertThat(passwords.isOutdated(old)).isTrue();
        assertThat(passwords.isOutdated("{bcrypt}" + old)).isTrue();
        var strong = new BCryptPasswordEncoder(BCryptVersion.$2B, 5).encode(PASSWORD);
        assertThat(passwords.isOutdated("{sha256-bcrypt}" + strong)).isTrue();
    }

    @Test
    void noPasswordIsThatOfAnAccountThatDoesNotExist() {
        assertThat(matches("whatever it is, it is no account's", null)).isFalse();
    }

    @Test
    void hashesAreComputedOnTheirOwnThreadsOnly() {
        bcrypt.threads.clear();
        var hash = passwords.hash(PASSWORD).subscribeOn(Schedulers.parallel()).block();
        passwords.matches(PASSWORD, hash).subscribeOn(Schedulers.parallel()).block();
        passwords.matches(PASSWORD, null).subscribeOn(Schedulers.parallel()).block();
        assertThat(bcrypt.threads).hasSize(3).allMatch(name -> name.startsWith("passwords-"));
    }

    private String hash(String password) {
        return passwords.hash(password).block(Duration.ofSeconds(10));
    }

    private boolean matches(String password, @Nullable String hash) {
        return passwords.matches(password, hash).block(Duration.ofSeconds(10));
    }

    /** Bcrypt that remembers on which threads it was at work. */
    private static final class Counting implements PasswordEncoder {

        private final List<String> threads = new CopyOnWriteArrayList<>();
        private final PasswordEncoder bcrypt = new BCryptPasswordEncoder(BCryptVersion.$2B, 4);

        @Override
        public String encode(CharSequence password) {
            threads.add(Thread.currentThread().getName());
            return bcrypt.encode(password);
        }

        @Override
        public boolean matches(CharSequence password, String hash) {
            threads.add(Thread.currentThread().getName());
            return bcrypt.matches(password, hash);
        }
    }
}
