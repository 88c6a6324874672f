package io.ordergate.verification;

import static io.ordergate.support.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.Secrets;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTokenTests {

    private static final String SECRET = "a secret of the tests, 32 bytes long or more";
    private static final String OTHER_SECRET = "another secret of the tests, no shorter than it";
    private static final UUID ID = UUID.fromString("01920000-0000-7000-8000-000000000001");
    private static final String TEXT = "6WsEAZIAAAAAcACAAAAAAAAAAeu3xNfvSvqW_9yuxOwQuJZkLYhyQyt3AH6wSggjYeFz";
    private static final String TEXT_OF_BEFORE = "3aBHAZIAAAAAcACAAAAAAAAAAWUhbyDzUStVqg0KdFIREACFGYkZRzb1CuczP_-M-_5J";
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. \n\u0000é\ud800";
    private static final SecretKeys KEYS = Secrets.of(SECRET);

    @Test
    void isTheSealedIdThatAnotherProgramComputes() {
        assertThat(token(ID).text()).isEqualTo(TEXT);
    }

    @Test
    void readsWhatItWrote() {
        var token = SessionToken.parse(TEXT, KEYS);
        assertThat(token.challengeId()).isEqualTo(ID);
        assertThat(token.key()).isSameAs(KEYS.current());
    }

    @Test
    void has68CharactersOfBase64url() {
        assertThat(LongStream.range(0, 1000)
                        .mapToObj(low -> token(new UUID(low, low)).text()))
                .allMatch(text -> text.matches("[A-Za-z0-9_-]{68}"));
    }

    @Test
    void everyChangeOfOneCharacterIsRefused() {
        for (var position = 0; position < TEXT.length(); position++) {
            var head = TEXT.substring(0, position);
            var tail = TEXT.substring(position + 1);
            var original = TEXT.charAt(position);
            ALPHABET.chars()
                    .filter(character -> character != original)
                    .forEach(character -> refused(head + (char) character + tail));
        }
    }

    @Test
    void everyChangeOfOneBitIsRefused() {
        var bytes = Base64.getUrlDecoder().decode(TEXT);
        for (var bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            refused(Base64.getUrlEncoder().encodeToString(bytes));
            bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        }
    }

    @Test
    void hasNoSecondSpellingWithPadding() {
        var text = LongStream.range(0, 100_000)
                .mapToObj(low -> token(new UUID(0, low)).text())
                .filter(candidate -> Base64.getUrlDecoder().decode(candidate)[50] == 0)
                .findFirst()
                .orElseThrow();
        refused(text.substring(0, 67) + "=");
    }

    @Test
    void theSealOfAnotherIdIsRefused() {
        var other = token(new UUID(1, 2)).text();
        refused(TEXT.substring(0, 25) + other.substring(25));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 24, 64, 66, 67})
    void shorterTextIsRefused(int length) {
        refused(TEXT.substring(0, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "=", "AAAA", "\n"})
    void longerTextIsRefused(String tail) {
        refused(TEXT + tail);
        refused(tail + TEXT);
    }

    @Test
    void hugeTextIsRefused() {
        refused("A".repeat(1_000_000));
    }

    @Test
    void isRefusedByAServerWithAnotherKey() {
        refusal(
                ProblemCode.INVALID_SESSION,
                () -> SessionToken.parse(TEXT, Secrets.of("a third secret, that nothing was ever sealed with")));
    }

    @Test
    void isReadByAServerThatHonoursThePreviousKey() {
        var rotated = Secrets.of(OTHER_SECRET, SECRET);
        var token = SessionToken.parse(TEXT, rotated);
        assertThat(token.key()).isNotSameAs(rotated.current());
        assertThat(token.text()).isEqualTo(TEXT);
        assertThat(Codes.code(token, 6)).isEqualTo(Codes.code(token(ID), 6));
    }

    @Test
    void isReadAsItWasBeforeThereWasAKeyForEachUse() {
        var token = SessionToken.parse(TEXT_OF_BEFORE, KEYS);
        assertThat(token.challengeId()).isEqualTo(ID);
        assertThat(token.text()).isEqualTo(TEXT_OF_BEFORE);
        assertThat(Codes.code(token, 6)).isEqualTo("217855");
        var rotated = Secrets.of(OTHER_SECRET, SECRET);
        assertThat(SessionToken.parse(TEXT_OF_BEFORE, rotated).text()).isEqualTo(TEXT_OF_BEFORE);
    }

    @Test
    void doesNotShowItselfWhole() {
        assertThat(token(ID)).hasToString("SessionToken[" + ID + "]");
    }

    private static SessionToken token(UUID id) {
        return new SessionToken(KEYS.current(), id);
    }

    private static void refused(String text) {
        refusal(ProblemCode.INVALID_SESSION, () -> SessionToken.parse(text, KEYS));
    }
}
