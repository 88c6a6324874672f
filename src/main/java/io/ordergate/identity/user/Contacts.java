package io.ordergate.identity.user;

import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.web.security.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Finds the name and the phone of a caller, for other features. */
@Service
public class Contacts {

    private final UserRepository users;
    private final PhoneNumbers phones;

    /**
     * The name and the phone of a caller.
     *
     * @param phone the proven or the claimed number
     */
    public record Contact(@Nullable String name, @Nullable PhoneNumber phone) {

        @Override
        public String toString() {
            return "Contact[hidden]";
        }
    }

    Contacts(UserRepository users, PhoneNumbers phones) {
        this.users = users;
        this.phones = phones;
    }

    /** The contact of a caller; only the phone of a guest is known. */
    public Mono<Contact> of(Caller caller) {
        var account = caller.account();
        var guest = new Contact(null, caller.phone());
        return account == null
                ? Mono.just(guest)
                : users.findById(account.id()).map(this::of).defaultIfEmpty(guest);
    }

    private Contact of(User user) {
        var phone = user.phone() == null ? user.claimedPhone() : user.phone();
        return new Contact(user.name().isBlank() ? null : user.name(), phones.storedOrNull(phone));
    }
}
