package io.ordergate.identity.account;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Who manages accounts when nobody does yet. */
@ConfigurationProperties("ordergate.admin")
record FirstAdminSettings(
        @Nullable String email,
        @Nullable String password,
        @Nullable String name) {

    /** Whether the operator has named somebody. */
    boolean isNamed() {
        return email != null && !email.isBlank();
    }

    @Override
    public String toString() {
        return "FirstAdminSettings[hidden]";
    }
}
