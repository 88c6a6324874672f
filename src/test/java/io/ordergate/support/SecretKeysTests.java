package io.ordergate.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretKeysTests {

    private static final String FIRST = "a secret of the tests, 32 bytes long or more";
    private static final String SECOND = "another secret of the tests, no shorter than it";

    @ParameterizedTest
    @ValueSource(strings = {"x", "short", "thirty-one bytes are too little"})
    void aShortKeyIsRefusedWithoutRepeatingIt(String key) {
        assertThatIllegalStateException()
                .isThrownBy(() -> Secrets.of(key))
                .withMessageContaining("32 bytes")
                .withMessageNotContaining(key + " ");
        assertThatIllegalStateException().isThrownBy(() -> Secrets.of(FIRST, key));
    }

    @Test
    void bytesCountNotCharacters() {
        assertThat(Secrets.of("é".repeat(16)).current().bytes()).hasSize(32);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "   "})
    void withoutAKeyEveryProcessHasOneOfItsOwn(@Nullable String key) {
        var one = new SecretKeys(new SecretSettings(key, List.of())).current();
        var other = new SecretKeys(new SecretSettings(key, List.of())).current();
        assertThat(one.bytes()).hasSizeGreaterThanOrEqualTo(32).isNotEqualTo(other.bytes());
    }

    @Test
    void previousKeysAreHonouredAndTheCurrentOneSigns() {
        var keys = Secrets.of(SECOND, FIRST, "", " ");
        assertThat(keys.all()).hasSize(2);
        assertThat(keys.current()).isSameAs(keys.all().get(0));
        assertThat(keys.current().bytes()).isEqualTo(SECOND.getBytes(StandardCharsets.UTF_8));
        var previous = Secrets.of(FIRST).current();
        assertThat(keys.byId(previous.id())).isSameAs(keys.all().get(1));
        assertThat(keys.byId(previous.idBytes())).isSameAs(keys.all().get(1));
    }

    @Test
    void aStrangersKeyIsNot() {
        var keys = Secrets.of(FIRST);
        var stranger = Secrets.of(SECOND).current();
        assertThat(keys.byId(stranger.id())).isNull();
        assertThat(keys.byId(stranger.idBytes())).isNull();
        assertThat(keys.byId(new byte[0])).isNull();
        assertThat(keys.byId("")).isNull();
    }

    @Test
    void theSameKeyTwiceIsRefused() {
        assertThatIllegalStateException().isThrownBy(() -> Secrets.of(FIRST, FIRST));
    }

    @Test
    void theIdIsOfThreeBytesAndCannotBeChangedFromOutside() {
        var key = Secrets.of(FIRST).current();
        key.idBytes()[0]++;
        key.bytes()[0]++;
        assertThat(key.id()).isEqualTo("dda047").isEqualTo(HexFormat.of().formatHex(key.idBytes()));
        assertThat(key.bytes()).isEqualTo(FIRST.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void sealsAsAnotherProgramDoes() {
        var key = Secrets.of(FIRST).current();
        assertThat(key.hmac(bytes("use"), bytes("x"), bytes("y")))
                .asHexString()
                .isEqualToIgnoringCase("4f7007d13d6df8290f3ab76e7bc4a944ffd66ab2106a09bfb4603157fc0bab47");
    }

    @Test
    void oneSealDoesNotDisturbTheNext() {
        var key = Secrets.of(FIRST).current();
        var expected = key.hmac(bytes("use"));
        assertThat(IntStream.range(0, 2000).parallel().mapToObj(index -> key.hmac(bytes("use"))))
                .allMatch(seal -> Arrays.equals(seal, expected));
    }

    @Test
    void nothingShowsASecret() {
        var settings = new SecretSettings(FIRST, List.of(SECOND));
        var keys = new SecretKeys(settings);
        assertThat(List.of(settings.toString(), keys.toString(), keys.all().toString()))
                .noneMatch(text -> text.contains("secret of the tests"));
        assertThat(settings).hasToString("SecretSettings[hidden]");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
