package io.ordergate.support.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        assertThat(Secrets.direct("é".repeat(16)).tokenKey()).hasSize(32);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "   "})
    void withoutAKeyEveryProcessHasOneOfItsOwn(@Nullable String key) {
        var one = new SecretKeys(new SecretSettings(key, List.of(), true, null, null)).current();
        var other = new SecretKeys(new SecretSettings(key, List.of(), true, null, "")).current();
        assertThat(one.tokenKey()).hasSize(32).isNotEqualTo(other.tokenKey());
    }

    @Test
    void previousKeysAreHonouredAndTheCurrentOneSigns() {
        var keys = Secrets.of(SECOND, FIRST, "", " ");
        assertThat(keys.all()).hasSize(4);
        assertThat(keys.current()).isSameAs(keys.all().get(0));
        assertThat(keys.current().tokenKey())
                .isEqualTo(Secrets.of(SECOND).current().tokenKey());
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
        key.tokenKey()[0]++;
        assertThat(key.id()).isEqualTo("e96b04").isEqualTo(HexFormat.of().formatHex(key.idBytes()));
        assertThat(key.tokenKey())
                .asHexString()
                .isEqualToIgnoringCase("10bdf98b684b596f9f7fe26e33d7f413a09d59dee125c1a9ab4d0bbd6d51da21");
    }

    @Test
    void sealsAsAnotherProgramDoes() {
        var key = Secrets.of(FIRST).current();
        assertThat(key.hmac(SecretUse.WEBHOOKS, bytes("x"), bytes("y")))
                .asHexString()
                .isEqualToIgnoringCase("90d76a351f21ffd66b11f650a2cfce7865a2111f85bbbc375c4d745ebe1cf835");
    }

    @Test
    void whatWasMadeBeforeThereWasAKeyForEachUseIsFoundUnderItsOwnId() {
        var key = Secrets.of(FIRST).byId("dda047");
        assertThat(key).isNotNull();
        assertThat(key.tokenKey()).isEqualTo(FIRST.getBytes(StandardCharsets.UTF_8));
        assertThat(key.hmac(SecretUse.WEBHOOKS, bytes("x"), bytes("y")))
                .asHexString()
                .isEqualToIgnoringCase("2b7eaab6ce86352063490b631b43e351b1b5afe3f480c048fae7e1eaa806cb27");
        var withoutThose = new SecretKeys(new SecretSettings(FIRST, List.of(SECOND), false, null, null));
        assertThat(withoutThose.all()).hasSize(2);
        assertThat(withoutThose.byId("dda047")).isNull();
    }

    @Test
    void noTwoUsesShareAKey() {
        var key = Secrets.of(FIRST).current();
        assertThat(Arrays.stream(SecretUse.values()).map(use -> HexFormat.of().formatHex(key.hmac(use, bytes("x")))))
                .doesNotHaveDuplicates();
    }

    /** RFC 5869, appendix A.1 and A.3: the first 32 of 42 bytes, which is all that one block gives. */
    @Test
    void keysComeFromHkdf() {
        var secret = HexFormat.of().parseHex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
        assertThat(new Hkdf(secret, HexFormat.of().parseHex("000102030405060708090a0b0c"))
                        .key(HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9")))
                .asHexString()
                .isEqualToIgnoringCase("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
        assertThat(new Hkdf(secret, new byte[0]).key(new byte[0]))
                .asHexString()
                .isEqualToIgnoringCase("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    }

    @Test
    void aGeneratedSecretIsKeptFromOneStartToTheNext(@TempDir Path folder) throws IOException {
        var file = folder.resolve("data/secret-key");
        var settings = new SecretSettings("", List.of(), true, null, file.toString());
        var first = new SecretKeys(settings).current().id();
        assertThat(new SecretKeys(settings).current().id()).isEqualTo(first);
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void ofManyWhoMakeItAtOnceAllUseTheSame(@TempDir Path folder) {
        var settings = new SecretSettings(
                "", List.of(), true, null, folder.resolve("secret-key").toString());
        assertThat(IntStream.range(0, 16)
                        .parallel()
                        .mapToObj(start -> new SecretKeys(settings).current().id())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void aGeneratedSecretThatCannotBeKeptIsOneOfThisProcess(@TempDir Path folder) throws IOException {
        var spoilt = Files.writeString(folder.resolve("secret-key"), "not hexadecimal");
        for (var file : List.of(spoilt, spoilt.resolve("below-a-file"), Path.of("/proc/secret-key"))) {
            var settings = new SecretSettings(null, List.of(), true, null, file.toString());
            assertThat(new SecretKeys(settings).current().id())
                    .isNotEqualTo(new SecretKeys(settings).current().id());
        }
    }

    @Test
    void oneSealDoesNotDisturbTheNext() {
        var key = Secrets.of(FIRST).current();
        var expected = key.hmac(SecretUse.CODES, bytes("use"));
        assertThat(IntStream.range(0, 2000).parallel().mapToObj(index -> key.hmac(SecretUse.CODES, bytes("use"))))
                .allMatch(seal -> Arrays.equals(seal, expected));
    }

    @Test
    void nothingShowsASecret() {
        var settings = new SecretSettings(FIRST, List.of(SECOND), true, null, null);
        var keys = new SecretKeys(settings);
        assertThat(List.of(settings.toString(), keys.toString(), keys.all().toString()))
                .noneMatch(text -> text.contains("secret of the tests"));
        assertThat(settings).hasToString("SecretSettings[hidden]");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
