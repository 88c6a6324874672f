package io.ordergate.notification.text;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes words of customers fit for a text in the shop's name: one line, not long, and without anything that a phone
 * would make a link of.
 */
final class CustomerWords {

    private static final int LONGEST = 40;
    private static final Pattern BLANKS = Pattern.compile("[\\p{Cntrl}\\p{Z}[\\p{Cf}&&[^\\u200c\\u200d]]]+");

    /** Marks that join and part letters belong to words of South Asian scripts, beside a vowel sign or a virama. */
    private static final Pattern STRAY_JOINERS =
            Pattern.compile("(?<![\\p{Mn}\\p{Mc}])[\\u200c\\u200d]+(?![\\p{Mn}\\p{Mc}])");

    private static final Pattern SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]*:/+|\\b(?:mailto|tel|sms|javascript):");

    /** A dot in the middle of what could be a host: {@code evil.com}, {@code 1.2.3.4}; not the one in {@code 4.5}. */
    private static final Pattern HOST_DOT =
            Pattern.compile("[.\\u3002\\uFF0E\\uFF61](?=\\p{L})|(?<=\\d)[.](?=\\d+[.]\\d)|(?<=[.]\\d{1,3})[.](?=\\d)");

    private static final Pattern MARKS = Pattern.compile("[@#/\\\\<>]+");

    private CustomerWords() {}

    /** The words, or the others if nothing is left of them. */
    static String of(@Nullable String words, String otherwise) {
        if (words == null) {
            return otherwise;
        }
        var line = BLANKS.matcher(STRAY_JOINERS.matcher(words).replaceAll(" ")).replaceAll(" ");
        var noScheme = SCHEME.matcher(line).replaceAll(" ");
        var noHost = HOST_DOT.matcher(noScheme).replaceAll(". ");
        var plain = BLANKS.matcher(MARKS.matcher(noHost).replaceAll(" "))
                .replaceAll(" ")
                .strip();
        return plain.isEmpty() ? otherwise : shortened(plain);
    }

    private static String shortened(String words) {
        if (words.codePointCount(0, words.length()) <= LONGEST) {
            return words;
        }
        return words.substring(0, words.offsetByCodePoints(0, LONGEST - 3)).strip() + "...";
    }
}
