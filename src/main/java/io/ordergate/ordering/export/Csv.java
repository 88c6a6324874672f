package io.ordergate.ordering.export;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes rows of comma-separated values (RFC 4180), whose cells a spreadsheet shows as they are. */
final class Csv {

    private static final String FORMULA = "=+-@\u2212";
    private static final String CONTROL = "\t\r\n";

    /** The characters at which a spreadsheet may end a cell or a row: a cell with one of them is quoted. */
    private static final String SEPARATORS = "\",;|\t\r\n\u000b\f\u0085\u2028\u2029";

    /** Texts that would lose zeros or digits as numbers, or become powers of ten. */
    private static final Pattern DAMAGED_NUMBER =
            Pattern.compile("0\\d+(\\.\\d+)?|\\d{12,}|\\d+(\\.\\d+)?[eE][+-]?\\d+");

    private Csv() {}

    static String row(Collection<? extends @Nullable Object> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    static String row(@Nullable Object... cells) {
        return row(Arrays.asList(cells));
    }

    /**
     * Makes a cell. An apostrophe marks as text what a spreadsheet would run or count with, as OWASP advises. A number of
     * ours is counted with, whatever its sign.
     */
    private static String cell(@Nullable Object value) {
        var text = value instanceof BigDecimal number ? number.toPlainString() : value == null ? "" : value.toString();
        var isFormula = !(value instanceof BigDecimal) && isFormula(text);
        return quoted(isFormula || DAMAGED_NUMBER.matcher(text).matches() ? "'" + text : text);
    }

    /**
     * Whether the text begins, behind blanks and invisible characters, like a formula, in its full-width or small form
     * too.
     */
    private static boolean isFormula(String text) {
        var first = text.codePoints().dropWhile(Csv::isPassedOver).findFirst().orElse(' ');
        return FORMULA.indexOf(plain(first)) >= 0 || (!text.isEmpty() && CONTROL.indexOf(text.charAt(0)) >= 0);
    }

    private static int plain(int character) {
        return Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKC)
                .codePointAt(0);
    }

    /**
     * Whether a character is a blank, a control or format character, a mark without a letter, or a letter without a
     * shape.
     */
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
