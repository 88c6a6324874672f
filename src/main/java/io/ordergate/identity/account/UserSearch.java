package io.ordergate.identity.account;

import io.ordergate.support.database.Search;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a part of a name, an e-mail address or a phone number. */
final class UserSearch {

    private static final Pattern PHONE = Pattern.compile("[+\\p{Nd} ()./-]{3,}");
    private static final Pattern TRUNK_PREFIX = Pattern.compile("^0+(?=.{3})");
    private static final int LEAST_DIGITS = 3;

    private UserSearch() {}

    /**
     * The search for a typed text, and for its digits in E.164 if it looks like a phone number. Errors: {@code
     * invalid-request}.
     */
    static Search of(@Nullable String typed) {
        var search = Search.of(typed);
        var digits = typed == null || !PHONE.matcher(typed).matches() ? "" : digits(typed);
        return digits.length() < LEAST_DIGITS ? search : search.or(Search.of(digits));
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
}
