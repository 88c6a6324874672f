package io.ordergate.identity.account;

import io.ordergate.support.Failure;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a name, an e-mail address or a phone number, as patterns for {@code like}.
 *
 * @param text the pattern of the typed text
 * @param phone the pattern of the digits in E.164, if the text looks like a phone number; else the same as {@code text}
 */
record UserSearch(String text, String phone) {

    private static final Pattern WILDCARD = Pattern.compile("[\\\\%_]");
    private static final Pattern PHONE = Pattern.compile("[+\\p{Nd} ()./-]{3,}");
    private static final Pattern TRUNK_PREFIX = Pattern.compile("^0+(?=.{3})");
    private static final int LEAST = 2;
    private static final int MOST = 100;

    /** The patterns of a typed text. Errors: {@code invalid-request}. */
    static UserSearch of(@Nullable String typed) {
        var length = typed == null ? 0 : typed.codePointCount(0, typed.length());
        if (typed == null || length < LEAST || length > MOST) {
            throw Failure.field("q", "must have 2 to 100 characters");
        }
        if (typed.chars().anyMatch(Character::isISOControl)) {
            throw Failure.field("q", "must not contain control characters");
        }
        var digits = PHONE.matcher(typed).matches() ? digits(typed) : "";
        return new UserSearch(pattern(typed), pattern(digits.length() < LEAST ? typed : digits));
    }

    /**
     * The digits of a phone number, which may be of any script, without the zeros that begin a national form and that
     * E.164 does not have.
     */
    private static String digits(String typed) {
        var digits = new StringBuilder();
        typed.codePoints().filter(Character::isDigit).forEach(point -> digits.append(Character.digit(point, 10)));
        return TRUNK_PREFIX.matcher(digits).replaceFirst("");
    }

    private static String pattern(String part) {
        return "%" + WILDCARD.matcher(part).replaceAll("\\\\$0") + "%";
    }
}
