package io.ordergate.start;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code .env} file as Docker Compose does: quotes around values, comments after values, escapes between double quotes,
 * {@code export} before names, and other variables in values ({@code ${NAME:-otherwise}}).
 */
final class EnvFile {

    private static final Pattern NAME = Pattern.compile("(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_.\\-\\[\\]]*)[ \\t]*");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([abcfnrtv$\"\\\\]|0[0-7]{0,3})");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:(\\$)|\\{([A-Za-z_]\\w*)(?:(:?[-+?])([^}]*))?}|([A-Za-z_]\\w*))");
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** A placeholder for a dollar sign that begins no variable, until all variables are replaced. */
    private static final String PLAIN_DOLLAR = "\uffff";

    private final String text;
    private final UnaryOperator<@Nullable String> outside;
    private final Map<String, String> values = new LinkedHashMap<>();
    private int place;
    private int statement;

    private EnvFile(String text, UnaryOperator<@Nullable String> outside) {
        this.text = text;
        this.outside = outside;
    }

    /**
     * The variables of a file, in its order.
     *
     * @param outside gives the value of a variable of the process, which has precedence over the file
     * @throws StartCheck.Refusal that gives the number of the line that is not understood, and not its text
     */
    static Map<String, String> parse(String text, UnaryOperator<@Nullable String> outside) {
        var plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        var file = new EnvFile(plain.replace("\r\n", "\n"), outside);
        while (file.skipToStatement()) {
            file.readStatement();
        }
        return file.values;
    }

    /** Skips spaces, empty lines and comments. Gives false at the end of the file. */
    private boolean skipToStatement() {
        while (place < text.length()) {
            if (text.charAt(place) == '#') {
                skipLine();
            } else if (Character.isWhitespace(text.charAt(place))) {
                place++;
            } else {
                return true;
            }
        }
        return false;
    }

    private void readStatement() {
        var name = NAME.matcher(text).region(place, text.length());
        if (!name.lookingAt()) {
            throw refusal("does not begin with a name");
        }
        place = name.end();
        if (place == text.length() || text.charAt(place) == '\n') {
            return; // a name alone stands for the variable of the process, which counts anyway
        }
        if (text.charAt(place) != '=' && text.charAt(place) != ':') {
            throw refusal("has no = behind its name");
        }
        place++;
        skipBlanks();
        values.put(name.group(1), value());
    }

    private String value() {
        statement = place;
        var first = place < text.length() ? text.charAt(place) : '\n';
        return switch (first) {
            case '\'' -> quoted('\'');
            case '"' -> expanded(unescaped(quoted('"')));
            default -> expanded(unquoted());
        };
    }

    /** Reads a value until the end of the line or a comment, which needs a space before the #. */
    private String unquoted() {
        var end = text.indexOf('\n', place);
        var line = text.substring(place, end < 0 ? text.length() : end);
        var afterBlank = place > 0 && isBlank(text.charAt(place - 1));
        skipLine();
        if (afterBlank && line.startsWith("#")) {
            return "";
        }
        return line.split("[ \\t]#", 2)[0].strip();
    }

    /** Reads a value in quotes, of several lines if need be. A backslash escapes the quote. */
    private String quoted(char quote) {
        var start = place;
        var value = new StringBuilder();
        for (place++; place < text.length(); place++) {
            var next = text.charAt(place);
            if (next == quote) {
                place++;
                endOfLine();
                return value.toString();
            }
            if (next == '\\' && place + 1 < text.length()) {
                place++;
                var escaped = text.charAt(place);
                value.append(escaped == quote && quote == '\'' ? "" : "\\").append(escaped);
            } else {
                value.append(next);
            }
        }
        place = start;
        throw refusal("has a quote that is not closed");
    }

    private void endOfLine() {
        skipBlanks();
        if (place < text.length() && text.charAt(place) != '\n' && text.charAt(place) != '#') {
            throw refusal("goes on behind the closing quote");
        }
        skipLine();
    }

    private static String unescaped(String value) {
        return ESCAPE.matcher(value).replaceAll(escape -> Matcher.quoteReplacement(meaning(escape.group(1))));
    }

    private static String meaning(String escape) {
        return switch (escape.charAt(0)) {
            case 'a' -> "\u0007";
            case 'b' -> "\b";
            case 'c' -> "\\c";
            case 'f' -> "\f";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'v' -> "\u000b";
            case '$' -> PLAIN_DOLLAR;
            case '0' -> Character.toString(Integer.parseInt(escape, 8));
            default -> escape;
        };
    }

    private String expanded(String value) {
        return VARIABLE.matcher(value)
                .replaceAll(found -> Matcher.quoteReplacement(replacement(found)))
                .replace(PLAIN_DOLLAR, "$");
    }

    private String replacement(MatchResult found) {
        if (found.group(1) != null) {
            return "$";
        }
        var braced = found.group(2) != null;
        var value = lookUp(braced ? found.group(2) : found.group(5));
        if (!braced) {
            return value == null ? found.group() : value; // a password with a dollar sign, most likely
        }
        var operator = found.group(3) == null ? "" : found.group(3);
        var isThere = value != null && !(operator.startsWith(":") && value.isEmpty());
        return switch (operator.replace(":", "")) {
            case "-" -> isThere ? String.valueOf(value) : found.group(4);
            case "+" -> isThere ? found.group(4) : "";
            case "?" -> {
                if (!isThere) {
                    place = statement;
                    throw refusal("needs the variable " + found.group(2));
                }
                yield String.valueOf(value);
            }
            default -> value == null ? "" : value;
        };
    }

    private @Nullable String lookUp(String name) {
        var value = outside.apply(name);
        return value == null ? values.get(name) : value;
    }

    private void skipBlanks() {
        while (place < text.length() && isBlank(text.charAt(place))) {
            place++;
        }
    }

    private void skipLine() {
        var end = text.indexOf('\n', place);
        place = end < 0 ? text.length() : end + 1;
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\t';
    }

    private StartCheck.Refusal refusal(String reason) {
        var before = Math.min(place, text.length());
        var line = text.substring(0, before).lines().count() + (before == 0 || text.charAt(before - 1) == '\n' ? 1 : 0);
        return new StartCheck.Refusal(List.of("line " + line + " of .env " + reason));
    }
}
