package io.ordergate.notification.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerWordsTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Rahim                                | Rahim
                    J.R.R. Tolkien                       | J. R. R. Tolkien
                    Rice 4.5 kg                          | Rice 4.5 kg
                    Visit https://evil.com/x?y=1 now     | Visit evil. com x?y=1 now
                    www.evil.com                         | www. evil. com
                    go to 10.1.2.3 please                | go to 10. 1. 2. 3 please
                    পান্তা ভাত।                            | পান্তা ভাত।
                    tel:+8801700000001                   | +8801700000001
                    <b>bold</b>                          | b bold b
                    a@b.com                              | a b. com
                    evil。com                             | evil. com
                    """)
    void areAsPlainAsTheyAreWanted(String words, String plain) {
        assertThat(CustomerWords.of(words, "-")).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"র\u200d্যাব", "উদ্\u200cঘাটন", "क्\u200dष"})
    void keepTheMarksThatJoinLetters(String word) {
        assertThat(CustomerWords.of(word, "-")).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.\u200dcom", "evil.\u200c\u200dcom", "evil\u200d.com", "\u200devil.com"})
    void hideNoHostBehindThem(String words) {
        assertThat(CustomerWords.of(words, "-")).doesNotContain(".com").doesNotContain("\u200d");
    }

    @Test
    void areOneLine() {
        assertThat(CustomerWords.of("a\r\n\n@evil.com #123456\u0000\u202e\t b", "-"))
                .isEqualTo("a evil. com 123456 b");
    }

    @Test
    void areNotLong() {
        assertThat(CustomerWords.of("x".repeat(200), "-")).isEqualTo("x".repeat(37) + "...");
        assertThat(CustomerWords.of("😀".repeat(200), "-")).isEqualTo("😀".repeat(37) + "...");
    }

    @Test
    void areReplacedWhenNothingIsLeft() {
        assertThat(CustomerWords.of(null, "customer")).isEqualTo("customer");
        assertThat(CustomerWords.of(" \n ## @ ", "customer")).isEqualTo("customer");
    }
}
