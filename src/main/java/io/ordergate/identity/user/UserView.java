package io.ordergate.identity.user;

import io.ordergate.support.secret.Sensitive;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account as the API shows it. */
public record UserView(
        UUID id,
        Sensitive name,
        @Nullable Sensitive email,
        @Nullable Sensitive phoneNumber,
        boolean phoneVerified,
        String role,
        boolean active,
        Instant createdAt,
        Instant updatedAt) {

    public static UserView of(User user) {
        var email = user.email();
        var phone = user.anyPhone();
        return new UserView(
                user.id(),
                Sensitive.of(user.name()),
                Sensitive.ofNullable(email == null ? null : email.value()),
                Sensitive.ofNullable(phone == null ? null : phone.e164()),
                user.phone() != null,
                user.role().id(),
                user.active(),
                user.createdAt(),
                user.updatedAt());
    }
}
