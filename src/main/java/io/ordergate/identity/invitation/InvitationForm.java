package io.ordergate.identity.invitation;

import io.ordergate.support.EmailAddress;
import io.ordergate.support.Failure;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.PlainText;
import io.ordergate.web.security.Role;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An invitation as an admin submits it: to a phone, which is texted, or to an e-mail address, to which the admin writes. */
record InvitationForm(
        @Nullable Sensitive phoneNumber,
        @Nullable String countryCode,
        @Nullable @Size(max = 254) Sensitive email,

        @NotNull @Pattern(regexp = "vendor|admin", message = "must be vendor or admin")
        String role,

        @Nullable @Size(max = 100) @PlainText Sensitive fullName,

        @Nullable @Size(max = 35) @Pattern(regexp = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", message = "must be a language")
        String language) {

    /** The person that is invited: one of the two is there. */
    record Invitee(@Nullable PhoneNumber phone, @Nullable EmailAddress email) {

        Invitation invitation(UUID id, InvitationForm form, UUID by) {
            return new Invitation(
                    id, Role.of(form.role()), phone, email, form.name(), by, Instant.EPOCH, Instant.EPOCH, null);
        }
    }

    /** Errors: {@code invalid-request} unless there is either a phone or an address, {@code invalid-phone}. */
    Invitee invitee(PhoneNumbers phones) {
        var hasPhone = phoneNumber != null && !phoneNumber.isBlank();
        if (hasPhone == (email != null && !email.isBlank())) {
            throw Failure.field(
                    hasPhone ? "email" : "phone_number", "either a phone number or an e-mail address is needed");
        }
        if (phoneNumber != null && hasPhone) {
            return new Invitee(phones.parse(phoneNumber.value(), countryCode), null);
        }
        var address = EmailAddress.read(Sensitive.textOf(email));
        if (address == null) {
            throw Failure.field("email", "must be an e-mail address");
        }
        return new Invitee(null, address);
    }

    String name() {
        return fullName == null ? "" : fullName.value().strip();
    }
}
