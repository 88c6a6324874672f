package io.ordergate.identity.account;

import io.ordergate.identity.password.NewPassword;
import io.ordergate.identity.signin.Confirmation;
import io.ordergate.identity.user.User;
import io.ordergate.support.EmailAddress;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.EmailText;
import io.ordergate.web.request.PlainText;
import jakarta.validation.constraints.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The fields of an account that its owner may change; missing fields stay as they are. */
record ProfileForm(
        @Size(min = 1, max = 100) @PlainText @Nullable Sensitive name,

        @Size(min = 3, max = 254) @EmailText @PlainText @Nullable
        Sensitive email,

        @NewPassword @Nullable Sensitive password,
        @Size(max = 1024) @Nullable Sensitive currentPassword,
        @Nullable Sensitive sessionToken,

        @Size(max = 64) @Nullable Sensitive otp,

        @Size(max = 40) @Nullable Sensitive phoneNumber,
        @Nullable String countryCode) {

    /** Removes blanks around a name or an address, which are typing errors. */
    ProfileForm {
        name = name == null ? name : Sensitive.of(name.value().strip());
        email = email == null ? email : Sensitive.of(Objects.requireNonNull(EmailAddress.canonical(email.value())));
    }

    /** The number of the form, if the form has one. Errors: {@code invalid-phone}. */
    @Nullable
    PhoneNumber phone(PhoneNumbers phones) {
        return phoneNumber == null ? null : phones.parse(phoneNumber.value(), countryCode);
    }

    String nameOr(String present) {
        return name == null ? present : name.value();
    }

    @Nullable
    EmailAddress emailOr(@Nullable EmailAddress present) {
        return email == null ? present : new EmailAddress(email.value());
    }

    /** Whether the form changes a credential of the owner. */
    boolean changesCredentialsOf(User user) {
        return password != null || changesEmailOf(user);
    }

    Confirmation confirmation() {
        return new Confirmation(currentPassword, sessionToken, otp);
    }

    /** Whether the form changes the e-mail address; another spelling of the same address is no change. */
    boolean changesEmailOf(User user) {
        return !Objects.equals(emailOr(user.email()), user.email());
    }
}
