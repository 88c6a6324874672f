package io.ordergate.support.database;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A statement. Its text is read once, when the program starts: named parameters become the numbered ones of PostgreSQL, and
 * indentation goes, since the driver reads the whole text again for every connection.
 */
public final class Sql {

    private static final Pattern PIECES = Pattern.compile("('[^']*')|::|:([a-z][a-z0-9_]*)|\\s+");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][a-z0-9_]*)}");

    private final String source;
    private final String text;
    private final List<String> names;
    private final Map<String, Integer> places;

    private Sql(String source, String text, List<String> names) {
        this.source = source;
        this.text = text;
        this.names = List.copyOf(names);
        this.places = IntStream.range(0, names.size())
                .boxed()
                .collect(Collectors.toUnmodifiableMap(names::get, place -> place));
    }

    /** The statement of this text, with parameters written as {@code :name}, and without comments. */
    public static Sql of(String source) {
        if (source.contains("--") || source.contains("/*")) {
            throw new IllegalArgumentException("A comment would swallow what follows it: " + source);
        }
        if (PLACEHOLDER.matcher(source).find()) {
            throw new IllegalArgumentException("A fragment is missing in: " + source);
        }
        var names = new ArrayList<String>();
        var text = PIECES.matcher(source).replaceAll(piece -> {
            var name = piece.group(2);
            if (name == null) {
                return piece.group().isBlank() ? " " : Matcher.quoteReplacement(piece.group());
            }
            if (!names.contains(name)) {
                names.add(name);
            }
            return "\\$" + (names.indexOf(name) + 1);
        });
        return new Sql(source.strip(), text.strip(), names);
    }

    /** The statement of this text, in which {@code {name}} stands for the fragment of that name. */
    public static Sql of(String source, Map<String, String> fragments) {
        return of(fragment(source, fragments));
    }

    /** A fragment made of others, for a statement or for a larger fragment: {@code {name}} stands for the one of that name. */
    public static String fragment(String source, Map<String, String> fragments) {
        var unused = new HashSet<>(fragments.keySet());
        var text = PLACEHOLDER.matcher(source).replaceAll(place -> {
            var name = place.group(1);
            var fragment = fragments.get(name);
            if (fragment == null) {
                throw new IllegalArgumentException("No fragment " + name + " for: " + source);
            }
            unused.remove(name);
            return Matcher.quoteReplacement(fragment.replace("\n", "\n" + indent(source, place.start())));
        });
        if (!unused.isEmpty()) {
            throw new IllegalArgumentException("Fragments " + unused + " are in no place of: " + source);
        }
        return text;
    }

    /** One call of the statement, without values so far. */
    public Call call() {
        return new Call();
    }

    /** One call of the statement, with the first of its values. */
    public Call bind(String name, Object value) {
        return call().bind(name, value);
    }

    /** One call of the statement, with the first of its values, which may be missing. */
    public <T> Call bind(String name, @Nullable T value, Class<T> type) {
        return call().bind(name, value, type);
    }

    /** The text with its names and lines, for a reader. */
    public String source() {
        return source;
    }

    /** The text as PostgreSQL gets it. */
    @Override
    public String toString() {
        return text;
    }

    /** The blanks that a line which goes on here begins with. */
    private static String indent(String source, int place) {
        var line = source.substring(source.lastIndexOf('\n', place - 1) + 1, place);
        return " ".repeat(line.length() - line.stripLeading().length());
    }

    /** A call and its values. */
    public final class Call {

        private final @Nullable Object[] values = new @Nullable Object[names.size()];

        private Call() {}

        /** Binds a value. */
        public Call bind(String name, Object value) {
            var place = places.get(name);
            if (place == null) {
                throw new IllegalArgumentException("No parameter " + name + " in: " + text);
            }
            values[place] = value;
            return this;
        }

        /** Binds a value that may be missing: then a null of this type. */
        public <T> Call bind(String name, @Nullable T value, Class<T> type) {
            return bind(name, value == null ? Parameters.in(type) : value);
        }

        /** The text as PostgreSQL gets it. */
        String text() {
            return text;
        }

        /** The statement of this text with these values, ready to be executed. */
        Statement bound(Statement statement) {
            for (var index = 0; index < values.length; index++) {
                var value = values[index];
                if (value == null) {
                    throw new IllegalStateException("No value for " + names.get(index) + " in: " + text);
                }
                statement.bind(index, value);
            }
            return statement;
        }

        @Override
        public String toString() {
            return "Call[" + text + "]";
        }
    }
}
