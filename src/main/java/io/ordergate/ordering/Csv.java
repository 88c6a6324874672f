package io.ordergate.ordering;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows of comma-separated values (RFC 4180). */
final class Csv {

    private static final String FORMULA = "=+-@\t\r";

    private Csv() {}

    static String row(Collection<? extends @Nullable Object> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    static String row(@Nullable Object... cells) {
        return row(Arrays.asList(cells));
    }

    /** Spreadsheets take what begins like this for a formula, blanks before it or not: an apostrophe makes it text. */
    private static String cell(@Nullable Object value) {
        var text = value == null ? "" : value.toString();
        var shown = text.stripLeading();
        var harmless = text.isEmpty()
                || (FORMULA.indexOf(text.charAt(0)) < 0 && (shown.isEmpty() || FORMULA.indexOf(shown.charAt(0)) < 0));
        return quoted(harmless ? text : "'" + text);
    }

    private static String quoted(String text) {
        return text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
                ? text
                : '"' + text.replace("\"", "\"\"") + '"';
    }
}
