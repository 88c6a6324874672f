package io.ordergate.identity.signin;

import io.ordergate.support.Failure;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import org.jspecify.annotations.Nullable;

/** A phone as clients write it: {@code phone_number}, or {@code country_code} and {@code mobile_number}. */
public record PhoneForm(
        @Nullable Sensitive phoneNumber,
        @Nullable String countryCode,
        @Nullable Sensitive mobileNumber) {

    /** The number as a phone number. Errors: {@code invalid-phone}, {@code invalid-request} without a number. */
    public PhoneNumber parse(PhoneNumbers phones) {
        if (isGiven(phoneNumber) && isGiven(mobileNumber)) {
            throw Failure.field("mobile_number", "is another name of phone_number: send one of the two");
        }
        if (phoneNumber != null && !phoneNumber.isBlank()) {
            return phones.parse(phoneNumber.value(), countryCode);
        }
        if (mobileNumber == null || mobileNumber.isBlank()) {
            throw Failure.field("phone_number", "must be there, or mobile_number with country_code");
        }
        return phones.parse("mobile_number", mobileNumber.value(), countryCode);
    }

    /** The holder of a code, by session token where the client sends one, else by phone. */
    CodeHolder holder(@Nullable Sensitive sessionToken, PhoneNumbers phones) {
        return isGiven(sessionToken) ? new CodeHolder(sessionToken, null) : new CodeHolder(null, parse(phones));
    }

    private static boolean isGiven(@Nullable Sensitive text) {
        return text != null && !text.isBlank();
    }
}
