package io.ordergate.sms.text;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Replaces typographic quotation marks, dashes and spaces by those of GSM-7: a single one would encode the whole text as UCS-2,
 * with 70 characters a segment instead of 160.
 */
final class TypographicMarks {

    private static final Map<Integer, String> PLAIN = new HashMap<>();
    private static final Pattern LETTERS = Pattern.compile("[A-Za-z]+");

    static {
        plain("'", "\u2018\u2019\u201a\u201b\u2032\u2035\u02bc\u02bb\u02b9\u2039\u203a`\u00b4\uff07");
        plain("\"", "\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb\u301d\u301e\u301f\uff02");
        plain("-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d\u2022\u2023\u00b7");
        plain("...", "\u2026");
        plain("x", "\u00d7");
        plain("(c)", "\u00a9");
        plain("(r)", "\u00ae");
        plain("1/2", "\u00bd");
        plain("1/4", "\u00bc");
        plain("3/4", "\u00be");
        plain(" ", "\t");
        plain("\n", "\u2028\u2029\u0085");
    }

    private TypographicMarks() {}

    private static void plain(String relative, String marks) {
        marks.chars().forEach(mark -> PLAIN.put(mark, relative));
    }

    /** The text in GSM-7 where replacing marks is enough; else, as in Bengali or Hindi, the unchanged text. */
    static String plain(String text) {
        if (SmsLength.isGsm7(text)) {
            return text;
        }
        var plain = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFC)
                .codePoints()
                .forEach(character -> plain.append(relative(character)));
        return SmsLength.isGsm7(plain) ? plain.toString() : text;
    }

    /** The character of GSM-7 for a mark or a ligature. Other compatible forms stay: a mark could make a link of a text. */
    private static String relative(int character) {
        var relative = PLAIN.get(character);
        if (relative != null) {
            return relative;
        }
        var type = Character.getType(character);
        if (type == Character.SPACE_SEPARATOR) {
            return " ";
        }
        if (type == Character.FORMAT) {
            return "";
        }
        var itself = Character.toString(character);
        var compatible = Normalizer.normalize(itself, Normalizer.Form.NFKC);
        return LETTERS.matcher(compatible).matches() ? compatible : itself;
    }
}
