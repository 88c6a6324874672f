package io.ordergate.support.secret;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A text that must not be printed: a password, a code, a token, the words of a customer. Settings, JSON and Bean Validation
 * treat it as the text that it holds; logs and errors show {@code hidden}.
 */
public final class Sensitive {

    /** No text, where a setting may be absent. */
    public static final Sensitive NONE = new Sensitive("");

    private final String value;

    private Sensitive(String value) {
        this.value = value;
    }

    /** This text, hidden. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Sensitive of(String value) {
        return new Sensitive(value);
    }

    /** This text, hidden; none for none. */
    public static @Nullable Sensitive ofNullable(@Nullable String value) {
        return value == null ? null : new Sensitive(value);
    }

    /** The text itself, for those who compare, store or send it. */
    @JsonValue
    public String value() {
        return value;
    }

    /** The text of a field that may be absent. */
    public static @Nullable String textOf(@Nullable Sensitive text) {
        return text == null ? null : text.value;
    }

    /** Whether nothing or only white space is in it. */
    public boolean isBlank() {
        return value.isBlank();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sensitive text && text.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "hidden";
    }
}
