package io.ordergate.identity.account;

import io.ordergate.identity.password.NewPassword;
import io.ordergate.support.EmailAddress;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.EmailText;
import io.ordergate.web.request.PlainText;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The first admin that the operator names; the settings are checked only when they name somebody. */
@ConfigurationProperties("ordergate.admin")
record FirstAdminSettings(
        @EmailText @Size(max = 254) @PlainText @Nullable String email,
        @DefaultValue("") @NewPassword Sensitive password,
        @Size(max = 100) @PlainText @DefaultValue("Admin") String name) {

    FirstAdminSettings {
        email = EmailAddress.canonical(email);
        name = name.isBlank() ? "Admin" : name;
    }

    /** Whether the operator has named somebody. */
    boolean isNamed() {
        return email != null && !email.isBlank();
    }
}
