package io.ordergate.identity.user;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account as the API shows it. */
public record UserView(
        UUID id,
        String name,
        @Nullable String email,
        @Nullable String phoneNumber,
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
                user.name(),
                email == null ? null : email.value(),
                phone == null ? null : phone.e164(),
                user.phone() != null,
                user.role().id(),
                user.active(),
                user.createdAt(),
                user.updatedAt());
    }
}
