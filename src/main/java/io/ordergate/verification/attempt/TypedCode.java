package io.ordergate.verification.attempt;

import io.ordergate.support.Failure;
import io.ordergate.support.secret.Sensitive;

/**
 * A code as somebody has typed or pasted it: digits of any script, written as western ones.
 *
 * @param field the field of the body that it came in
 */
public record TypedCode(String field, Sensitive digits) {

    private static final int SHORTEST = 4;
    private static final int LONGEST = 10;
    private static final String SEPARATORS = ".\u00b7\u2022\u2024\u2027\u2219\u22c5\u3002\u30fb\uff0e\uff65\u2212_";
    private static final String INVISIBLE_LETTERS = "\u115f\u1160\u2800\u3164\uffa0";

    /**
     * The digits in a text. Blanks, line ends, dashes, dots, and marks that nobody sees are passed over, wherever they stand. Errors:
     * {@code invalid-request} for anything else.
     */
    public static TypedCode of(String field, Sensitive text) {
        var digits = new StringBuilder(LONGEST);
        text.value().codePoints().filter(point -> !isPassedOver(point)).forEach(point -> digits.append(western(point)));
        if (digits.indexOf("?") >= 0 || digits.length() < SHORTEST || digits.length() > LONGEST) {
            throw Failure.field(field, "must be " + SHORTEST + " to " + LONGEST + " digits");
        }
        return new TypedCode(field, Sensitive.of(digits.toString()));
    }

    /** Errors: {@code invalid-request} for a code of another length. */
    public void requireLength(int length) {
        if (digits.value().length() != length) {
            throw Failure.field(field, "must be the " + length + " digits of the text");
        }
    }

    private static char western(int point) {
        var digit = Character.digit(point, 10);
        return digit < 0 ? '?' : (char) ('0' + digit);
    }

    private static boolean isPassedOver(int point) {
        return switch (Character.getType(point)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.DASH_PUNCTUATION,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK -> true;
            default -> SEPARATORS.indexOf(point) >= 0 || INVISIBLE_LETTERS.indexOf(point) >= 0;
        };
    }
}
