package io.ordergate.web.request;

import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * The names in one body, looked at before the body is read: of two fields with one name the last one would count, and
 * nobody could tell which one the client meant.
 */
final class BodyNames {

    private static final int LONGEST_NAME = 100;
    private static final int MOST_ERRORS = 20;

    private final JsonParser parser;
    private final BodyShape body;
    private final List<FieldError> errors = new ArrayList<>(0);
    private final Map<String, String> otherNames = new HashMap<>(0);

    private BodyNames(JsonParser parser, BodyShape body) {
        this.parser = parser;
        this.body = body;
    }

    /**
     * Looks at the object that begins with the parser's current token. Errors: {@code invalid-request} for a name that is
     * there twice, for two names of one field, and for an unknown name where those are refused.
     *
     * @return the fields that the client calls by another name: {@code items[0].unit_price} is {@code books[0].price}
     */
    static Map<String, String> check(JsonParser parser, BodyShape body) {
        var names = new BodyNames(parser, body);
        names.read();
        if (!names.errors.isEmpty()) {
            throw Failure.fields(List.copyOf(names.errors));
        }
        return names.otherNames;
    }

    private void read() {
        try {
            object(body);
        } catch (StreamConstraintsException beyondLimits) {
            if (!beyondLimits.getOriginalMessage().startsWith("Number")) { // but too deep, or a name that is too long
                throw beyondLimits;
            }
            refuse("has too many digits");
        }
    }

    private void object(BodyShape shape) {
        var sent = new HashMap<String, String>();
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            var field = shape.field(name);
            var before = sent.put(field == null ? name : field.name(), name);
            if (before != null) {
                refuse(
                        before.equals(name)
                                ? "is there twice"
                                : "is another name of " + before + ": send one of the two");
            } else if (field == null && shape.isClosed()) {
                refuse("is not a field of this call");
            } else if (field != null && !field.name().equals(name)) {
                otherNames.put(path(true), path(false));
            }
            var token = parser.nextToken();
            if (token == JsonToken.VALUE_NULL && field != null && shape.isClosed()) {
                refuse("must not be null: leave it out");
            }
            value(token, field == null ? BodyShape.ANY : field.content());
        }
    }

    private void value(JsonToken token, BodyShape shape) {
        if (token == JsonToken.START_OBJECT) {
            object(shape);
        } else if (token == JsonToken.START_ARRAY) {
            for (var next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                value(next, shape);
            }
        }
    }

    private void refuse(String message) {
        if (errors.size() < MOST_ERRORS) {
            errors.add(new FieldError(path(false), message));
        }
    }

    /** Where the parser is, in the names that fields have or in those that the client has sent. */
    private String path(boolean own) {
        var steps = new ArrayDeque<TokenStreamContext>();
        for (var step = parser.streamReadContext(); !step.inRoot(); step = step.getParent()) {
            steps.push(step);
        }
        var path = new StringBuilder();
        var shape = body;
        for (var step : steps) {
            if (step.inArray()) {
                path.append('[').append(step.getCurrentIndex()).append(']');
                continue;
            }
            var field = shape.field(step.currentName());
            path.append(path.isEmpty() ? "" : ".")
                    .append(own && field != null ? field.name() : shown(step.currentName()));
            shape = field == null ? BodyShape.ANY : field.content();
        }
        return path.toString();
    }

    private static String shown(@Nullable String name) {
        return name != null && name.length() <= LONGEST_NAME && PlainText.Check.isPlain(name) ? name : "...";
    }
}
