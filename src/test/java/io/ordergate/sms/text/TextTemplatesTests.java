package io.ordergate.sms.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTemplatesTests {

    private static final Map<String, String> ORDER =
            Map.of("code", "424242", "items", "2", "amount", "900.00", "currency", "BDT");

    private final TextTemplates texts = texts("en", "bn", "hi", "sw");

    @Test
    void putsTheValuesIn() {
        assertThat(texts.text("code.order", "en", ORDER))
                .isEqualTo("424242 confirms your order of 2 items for 900.00 BDT at Boighor. Tell nobody this code.");
        assertThat(texts.text("code.order", "bn", ORDER))
                .startsWith("424242: Boighor-এ আপনার 2টি পণ্যের 900.00 BDT মূল্যের অর্ডার");
    }

    @Test
    void oneItemTakesTheSingularWhereALanguageHasOne() {
        var one = Map.of("code", "424242", "items", "1", "amount", "450.00", "currency", "BDT");
        assertThat(texts.text("code.order", "en", one)).contains("order of 1 item for 450.00 BDT");
        assertThat(texts.text("code.order", "sw", one)).contains("bidhaa 1 kwa 450.00 BDT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bn", "hi", "sw"})
    void everyLanguageTellsTheSame(String language) {
        for (var name : List.of("code.order", "code.login", "code.phone", "code.password", "code.confirm")) {
            assertThat(places(name, language)).isEqualTo(places(name, "en"));
            assertThat(texts.text(name, language, ORDER)).startsWith("424242");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "\u2018a\u2019 \u201cb\u201d \u00abc\u00bb, 'a' \"b\" \"c\"",
                "a\u2013b \u2014 c\u2011d\u2212e, a-b - c-d-e",
                "a\u00a0b\u202fc\u2009d\u2026, a b c d...",
                "a\u200bb\u2060c\u00ad, abc",
                "\ufb01sh 2\u00d73 \u2122 \u00bd, fish 2x3 TM 1/2",
                "Cafe\u0301, Caf\u00e9",
                "Jos\u00e9 \u2013 \u00d1and\u00fa, Jos\u00e9 \u2013 \u00d1and\u00fa",
                "\u09b0\u09b9\u09bf\u09ae \u2018\u09ac\u0987\u2019\u2026, \u09b0\u09b9\u09bf\u09ae \u2018\u09ac\u0987\u2019\u2026",
                "\u0930\u200d\u0930 \u2013 \u0915, \u0930\u200d\u0930 \u2013 \u0915",
                "a\u2013\ud83d\ude00, a\u2013\ud83d\ude00",
                "evil\u2024com \uff0f, evil\u2024com \uff0f"
            })
    void typographicMarksDoNotMakeATextDear(String written, String texted) {
        var shop = new TextTemplates(new TextSettings(List.of("en"), ""), new Shop("Boighor"));
        assertThat(shop.text("order.shipped", "en", Map.of("number", written)))
                .isEqualTo("Your order #" + texted + " at Boighor is on its way.");
    }

    @Test
    void aShopsApostropheDoesNotMakeItsCodesDear() {
        var shop = new TextTemplates(new TextSettings(List.of("en"), ""), new Shop("Rahim\u2019s"));
        assertThat(SmsLength.of(shop.text("code.order", "en", ORDER))).isEqualTo(new SmsLength("gsm7", 1));
    }

    @Test
    void aValueIsNeverReadAsAPlace() {
        var texts = new TextTemplates(new TextSettings(List.of("en"), ""), new Shop("{code} $1 \\ & Sons"));
        assertThat(texts.text("code.login", "en", Map.of("code", "{shop}")))
                .isEqualTo("{shop} confirms your sign-in at {code} $1 \\ & Sons. Tell nobody this code.");
    }

    @ParameterizedTest
    @CsvSource({"bn, bn", "BN-BD, bn", "'fr,sw-KE,bn', sw", "'fr,de', en", "'', en", "'*', en", "enx, en"})
    void choosesALanguageThatTextsAreWrittenIn(String wanted, String expected) {
        assertThat(texts.choose(List.of(wanted.split(",", -1)))).isEqualTo(expected);
    }

    @Test
    void theFirstLanguageIsForThoseWhoChooseNone() {
        var texts = texts("bn", "en");
        assertThat(texts.choose(List.of("fr"))).isEqualTo("bn");
        assertThat(texts.text("code.login", "fr", ORDER)).isEqualTo(texts.text("code.login", "bn", ORDER));
    }

    @Test
    void mistakesOfOursAreFound() {
        assertThatThrownBy(() -> texts("en", "xx")).hasMessageContaining("without texts: xx");
        assertThatThrownBy(() -> texts.text("code.nothing", "en", ORDER)).hasMessageContaining("code.nothing");
        assertThatThrownBy(() -> texts.text("code.order", "en", Map.of("code", "424242")))
                .hasMessageContaining("needs a value for");
    }

    private Set<String> places(String name, String language) {
        var marked = Map.of("code", "<code>", "items", "<items>", "amount", "<amount>", "currency", "<currency>");
        var text = texts.text(name, language, marked);
        return new TreeSet<>(Pattern.compile("<[a-z]+>|Boighor")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList());
    }

    private static TextTemplates texts(String... languages) {
        return new TextTemplates(new TextSettings(List.of(languages), ""), new Shop("Boighor"));
    }
}
