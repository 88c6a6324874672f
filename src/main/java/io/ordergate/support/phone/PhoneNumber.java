package io.ordergate.support.phone;

import org.jspecify.annotations.Nullable;

/**
 * A phone number in E.164 form with the country it belongs to (ISO 3166, {@code 001} for none). It shows itself masked,
 * so that no log line or error can hold a whole number by accident. Two numbers are the same when their E.164 form is.
 */
public record PhoneNumber(String e164, String country) {

    private static final int SHOWN_FIRST = 6;
    private static final int SHOWN_LAST = 3;

    /** The number with its middle hidden, as it may appear in logs: {@code +88017•••••001}. */
    public String masked() {
        if (e164.length() <= SHOWN_FIRST + SHOWN_LAST) {
            return "•".repeat(e164.length());
        }
        var hidden = e164.length() - SHOWN_FIRST - SHOWN_LAST;
        return e164.substring(0, SHOWN_FIRST) + "•".repeat(hidden) + e164.substring(e164.length() - SHOWN_LAST);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PhoneNumber number && e164.equals(number.e164);
    }

    @Override
    public int hashCode() {
        return e164.hashCode();
    }

    @Override
    public String toString() {
        return masked();
    }
}
