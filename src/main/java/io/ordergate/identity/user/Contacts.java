package io.ordergate.identity.user;

import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Finds the name and the phone of a caller, for other features. */
@Service
public class Contacts {

    private final UserRepository users;

    /**
     * The name and the phone of a caller.
     *
     * @param phone the proven or the claimed number
     */
    public record Contact(
            @Nullable Sensitive name, @Nullable PhoneNumber phone) {}

    Contacts(UserRepository users) {
        this.users = users;
    }

    /** The contact of a caller; only the phone of a guest is known. */
    public Mono<Contact> of(Caller caller) {
        var account = caller.account();
        var guest = new Contact(null, caller.phone());
        return account == null
                ? Mono.just(guest)
                : users.findById(account.id()).map(Contacts::of).defaultIfEmpty(guest);
    }

    private static Contact of(User user) {
        return new Contact(user.name().isBlank() ? null : Sensitive.of(user.name()), user.anyPhone());
    }
}
