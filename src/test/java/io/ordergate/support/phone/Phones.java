package io.ordergate.support.phone;

import org.jspecify.annotations.Nullable;

/** Phone numbers for tests. */
public final class Phones {

    /** Reading every country takes a while, so it is done once. */
    private static final PhoneNumbers LENIENT = numbers(false, null);

    private Phones() {}

    /** Numbers of every country, with no country for numbers without a calling code. */
    public static PhoneNumbers numbers() {
        return LENIENT;
    }

    public static PhoneNumber aPhone() {
        return new PhoneNumber("+8801700000001", "BD");
    }

    static PhoneNumbers numbers(boolean strict, @Nullable String defaultCountry) {
        return new PhoneNumbers(new PhoneSettings(strict, defaultCountry));
    }
}
