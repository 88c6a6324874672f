package io.ordergate.ordering.export;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows of comma-separated values (RFC 4180), whose cells a spreadsheet shows as they are. */
final class Csv {

    private static final String FORMULA = "=+-@\u2212";
    private static final String CONTROL = "\t\r\n";

    /** Where a spreadsheet may end a cell or a row, since it splits at more than the comma: a cell with one is quoted. */
    private static final String SEPARATORS = "\",;|\t\r\n\u000b\f\u0085\u2028\u2029";

    /** Read as a number, these would lose zeros or digits, or become powers of ten. */
    private static final Pattern DAMAGED_NUMBER =
            Pattern.compile("0\\d+(\\.\\d+)?|\\d{12,}|\\d+(\\.\\d+)?[eE][+-]?\\d+");

    private Csv() {}

    static String row(Collection<? extends @Nullable Object> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    static String row(@Nullable Object... cells) {
        return row(Arrays.asList(cells));
    }

    /** An apostrophe makes text of what a spreadsheet would run or count with: the way that OWASP advises. */
    private static String cell(@Nullable Object value) {
        var text = value == null ? "" : value.toString();
        return quoted(isFormula(text) || DAMAGED_NUMBER.matcher(text).matches() ? "'" + text : text);
    }

    /** Whether it begins, behind blanks and what nobody sees, like a formula, in its full-width or small form too. */
    private static boolean isFormula(String text) {
        var first = text.codePoints().dropWhile(Csv::isPassedOver).findFirst().orElse(' ');
        return FORMULA.indexOf(plain(first)) >= 0 || (!text.isEmpty() && CONTROL.indexOf(text.charAt(0)) >= 0);
    }

    private static int plain(int character) {
        return Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKC)
                .codePointAt(0);
    }

    /** Blanks, control and format characters, marks without a letter, and letters that have no shape. */
    private static boolean isPassedOver(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || switch (Character.getType(character)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.NON_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.UNASSIGNED,
                            Character.PRIVATE_USE,
                            Character.SURROGATE -> true;
                    default -> "\u115f\u1160\u2800\u3164\uffa0\ufffc".indexOf(character) >= 0;
                };
    }

    private static String quoted(String text) {
        return text.chars().noneMatch(character -> SEPARATORS.indexOf(character) >= 0)
                ? text
                : '"' + text.replace("\"", "\"\"") + '"';
    }
}
