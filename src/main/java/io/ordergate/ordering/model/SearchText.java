package io.ordergate.ordering.model;

import io.ordergate.support.Failure;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a text, as a pattern for {@code like}. It has three characters at least: fewer make no trigram, and could only
 * be found by looking at every order.
 */
public record SearchText(String pattern) {

    private static final Pattern WILDCARD = Pattern.compile("[\\\\%_]");
    private static final int LEAST = 3;
    private static final int MOST = 100;

    /** The pattern of what was typed; null for nothing. Errors: {@code invalid-request} that names {@code q}. */
    public static @Nullable SearchText of(@Nullable String typed) {
        if (typed == null) {
            return null;
        }
        var length = typed.codePointCount(0, typed.length());
        if (length < LEAST || length > MOST) {
            throw Failure.field("q", "must have 3 to 100 characters");
        }
        if (typed.chars().anyMatch(Character::isISOControl)) {
            throw Failure.field("q", "must not contain control characters");
        }
        return new SearchText("%" + WILDCARD.matcher(typed).replaceAll("\\\\$0") + "%");
    }
}
