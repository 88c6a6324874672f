package io.ordergate.support.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class DigestsTests {

    @Test
    void isTheSha256OfEachPartBehindItsLength() {
        assertThat(Digests.sha256("ab", "c"))
                .asHexString()
                .isEqualToIgnoringCase("430fb1b4ac43316eca81fab27a1930ab8eff8fef6a1dc7903dce44bbc2790dc5");
        assertThat(Digests.sha256("টা"))
                .asHexString()
                .isEqualToIgnoringCase("24f9c6a945dd778abb0e270c85a8a3baa1e7be4fb74797bc682a96347c87914b");
        assertThat(Digests.sha256())
                .asHexString()
                .isEqualToIgnoringCase("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void partsDoNotRunIntoEachOther() {
        assertThat(List.of(
                        List.of("ab", "c"),
                        List.of("a", "bc"),
                        List.of("abc"),
                        List.of("abc", ""),
                        List.of("", "abc"),
                        List.of("2:ab1:c"),
                        List.<String>of(),
                        List.of(""),
                        List.of("0:")))
                .extracting(parts -> HexFormat.of().formatHex(Digests.sha256(parts.toArray(String[]::new))))
                .doesNotHaveDuplicates();
    }

    @Property
    void differentPartsHaveDifferentDigests(
            @ForAll @Size(max = 4) List<@AlphaChars @Chars({':', '1', '2'}) @StringLength(max = 3) String> one,
            @ForAll @Size(max = 4) List<@AlphaChars @Chars({':', '1', '2'}) @StringLength(max = 3) String> other) {
        var same =
                Arrays.equals(Digests.sha256(one.toArray(String[]::new)), Digests.sha256(other.toArray(String[]::new)));
        assertThat(same).isEqualTo(one.equals(other));
    }
}
