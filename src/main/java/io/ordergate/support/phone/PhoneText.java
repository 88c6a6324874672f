package io.ordergate.support.phone;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A phone number as somebody typed or pasted it: perhaps words, then one number, and nothing else. Letters behind the
 * first digit are refused: libphonenumber would read them as the digits of a keypad.
 *
 * @param international whether a plus sign stands before the number
 * @param digits from 0 to 9, whatever script they were typed in
 */
record PhoneText(boolean international, String digits) {

    private static final int LONGEST_TEXT = 40;
    private static final int SHORTEST = 3;
    private static final int LONGEST = 20;

    /** Blanks, and marks that nobody sees, such as those around a number that was copied from a list of contacts. */
    private static final String BLANKS = "\\p{Z}\\p{Cf}\\t";

    private static final String OPENING = "(\\[\\uff08\\uff3b";
    private static final String CLOSING = ")\\]\\uff09\\uff3d/\\uff0f";
    private static final String DASHES = "\\p{Pd}\\u2212\\u30fc.\\uff0e\\u00b7";

    private static final Pattern ONE_NUMBER = Pattern.compile("(?<words>(?:[^\\p{N}\\p{C}+\\uff0b]|[\\p{Cf}\\s])*?)"
            + "(?<plus>[+\\uff0b]?)[" + BLANKS + OPENING + "]*"
            + "(?<number>\\p{Nd}[\\p{Nd}" + BLANKS + OPENING + CLOSING + DASHES + "]*)"
            + "[\\s" + BLANKS + "\\p{P}&&[^#*%&@/\\uff0f\\\\]]*");

    /** A slash or a bracket with little behind it begins a second number: {@code 0171 2345678/79}. */
    private static final Pattern SECOND_NUMBER =
            Pattern.compile(fewBehind("/\\uff0f", 5) + "|" + fewBehind(")\\]\\uff09\\uff3d", 3));

    private static String fewBehind(String marks, int enough) {
        return "[" + marks + "](?!(?:[^\\p{Nd}]*\\p{Nd}){" + enough + "})[^\\p{Nd}]*\\p{Nd}";
    }

    /** Null where this is not one number. */
    static @Nullable PhoneText of(String text) {
        if (text.length() > LONGEST_TEXT) {
            return null;
        }
        var found = ONE_NUMBER.matcher(text);
        if (!found.matches() || SECOND_NUMBER.matcher(found.group("number")).find()) {
            return null;
        }
        var digits = digits(found.group("number"));
        return digits.length() < SHORTEST || digits.length() > LONGEST
                ? null
                : new PhoneText(!found.group("plus").isEmpty(), digits);
    }

    /** The digits in this text, of any script. */
    static String digits(String text) {
        return text.codePoints()
                .filter(Character::isDigit)
                .map(digit -> '0' + Character.digit(digit, 10))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
