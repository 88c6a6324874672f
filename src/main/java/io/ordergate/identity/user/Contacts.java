package io.ordergate.identity.user;

import io.ordergate.web.security.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** How a caller is called and texted, for other packages. */
@Service
public class Contacts {

    private final UserRepository users;

    /**
     * What is known of somebody.
     *
     * @param phone E.164, proven or only said
     */
    public record Contact(@Nullable String name, @Nullable String phone) {

        @Override
        public String toString() {
            return "Contact[hidden]";
        }
    }

    Contacts(UserRepository users) {
        this.users = users;
    }

    /** Of a guest, only the phone is known. */
    public Mono<Contact> of(Caller caller) {
        var account = caller.account();
        var guest = new Contact(null, caller.phone());
        return account == null
                ? Mono.just(guest)
                : users.findById(account.id()).map(Contacts::of).defaultIfEmpty(guest);
    }

    private static Contact of(User user) {
        return new Contact(
                user.name().isBlank() ? null : user.name(), user.phone() == null ? user.claimedPhone() : user.phone());
    }
}
