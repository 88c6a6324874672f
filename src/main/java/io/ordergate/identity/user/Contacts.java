package io.ordergate.identity.user;

import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.web.security.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** How a caller is called and texted, for other packages. */
@Service
public class Contacts {

    private final UserRepository users;
    private final PhoneNumbers phones;

    /**
     * What is known of somebody.
     *
     * @param phone proven or only said
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

    /** Of a guest, only the phone is known. */
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
