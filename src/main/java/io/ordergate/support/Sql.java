package io.ordergate.support;

import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.PreparedOperation;
import org.springframework.r2dbc.core.binding.BindTarget;

/**
 * A statement of the hot path. Its text is read once, when the program starts: named parameters become the numbered ones
 * of PostgreSQL, and indentation goes, since the driver reads the whole text again at every call.
 */
public final class Sql {

    private static final Pattern PIECES = Pattern.compile("('[^']*')|::|:([a-z_]+)|\\s+");

    private final String text;
    private final List<String> names;
    private final Map<String, Integer> places;

    private Sql(String text, List<String> names) {
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
        return new Sql(text.strip(), names);
    }

    /** One call of it, for {@link org.springframework.r2dbc.core.DatabaseClient#sql(java.util.function.Supplier)}. */
    public Call call() {
        return new Call();
    }

    @Override
    public String toString() {
        return text;
    }

    /** A call and its values. */
    public final class Call implements PreparedOperation<Sql> {

        private final @Nullable Object[] values = new @Nullable Object[names.size()];

        private Call() {}

        /** Binds a value; for none, a typed {@link io.r2dbc.spi.Parameter}. */
        public Call bind(String name, Object value) {
            var place = places.get(name);
            if (place == null) {
                throw new IllegalArgumentException("No parameter " + name + " in: " + text);
            }
            values[place] = value;
            return this;
        }

        @Override
        public Sql getSource() {
            return Sql.this;
        }

        @Override
        public String toQuery() {
            return text;
        }

        @Override
        public void bindTo(BindTarget target) {
            eachValue((value, index) -> target.bind(index, value));
        }

        /** The statement of this text with these values, ready to be executed. */
        Statement bound(Statement statement) {
            eachValue((value, index) -> statement.bind(index, value));
            return statement;
        }

        private void eachValue(ObjIntConsumer<Object> bind) {
            for (var index = 0; index < values.length; index++) {
                var value = values[index];
                if (value == null) {
                    throw new IllegalStateException("No value for " + names.get(index) + " in: " + text);
                }
                bind.accept(value, index);
            }
        }

        @Override
        public String toString() {
            return "Call[" + text + "]";
        }
    }
}
