package io.ordergate.identity.account;

import io.ordergate.identity.account.FormerPhones.FormerPhone;
import io.ordergate.identity.user.GuestRepository;
import io.ordergate.identity.user.User;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.verification.Verifications;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Removes what is kept about the phone numbers of an account: codes, guests and former numbers, in the caller's transaction. */
@Component
class PhoneErasure {

    private final Verifications verifications;
    private final FormerPhones former;
    private final GuestRepository guests;
    private final Clock clock;

    PhoneErasure(Verifications verifications, FormerPhones former, GuestRepository guests, Clock clock) {
        this.verifications = verifications;
        this.former = former;
        this.guests = guests;
        this.clock = clock;
    }

    /** Deletes the codes of the number and of former ones, and ends the tokens of the guests of former ones. */
    Mono<Void> eraseCodes(User user) {
        return perPhone(user, verifications::erase)
                .thenMany(former.findOf(user.id()))
                .concatMap(this::eraseFormer)
                .then();
    }

    /** Deletes the numbers that the account had before. */
    Mono<Void> eraseFormer(UUID userId) {
        return former.erase(userId);
    }

    /** Ends the tokens of the number's guests. */
    Mono<Void> endGuests(User user) {
        return perPhone(user, phone -> guests.end(phone, clock.instant()));
    }

    /**
     * Erases the codes of a former number and ends its guests until the account left the number; later ones belong to
     * another person.
     */
    private Mono<Void> eraseFormer(FormerPhone phone) {
        return verifications
                .erase(phone.phone(), phone.leftAt())
                .then(Mono.defer(() -> guests.end(phone.phone(), phone.leftAt())));
    }

    /** Does a step for a proven phone only: the orders of a claimed number may belong to another person. */
    private static Mono<Void> perPhone(User user, Function<PhoneNumber, Mono<Void>> step) {
        var phone = user.phone();
        return phone == null ? Mono.empty() : step.apply(phone);
    }
}
