package io.ordergate.identity.account;

import io.ordergate.identity.factor.SecondFactors;
import io.ordergate.identity.password.PasswordFailures;
import io.ordergate.identity.token.SignInRepository;
import io.ordergate.identity.user.User;
import io.ordergate.ordering.Orders;
import java.util.Objects;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Removes everything personal of an account and ends its sign-ins, in the caller's transaction. */
@Component
class AccountErasure {

    private final UserChangeRepository changes;
    private final AdminQuorum quorum;
    private final PhoneErasure phones;
    private final Orders orders;
    private final PasswordFailures failures;
    private final SignInRepository signIns;
    private final SecondFactors factors;

    AccountErasure(
            UserChangeRepository changes,
            AdminQuorum quorum,
            PhoneErasure phones,
            Orders orders,
            PasswordFailures failures,
            SignInRepository signIns,
            SecondFactors factors) {
        this.changes = changes;
        this.quorum = quorum;
        this.phones = phones;
        this.orders = orders;
        this.failures = failures;
        this.signIns = signIns;
        this.factors = factors;
    }

    /**
     * Erases the account and returns the account as it was. Codes go first: a code that is typed at this moment makes
     * its order before the account is locked, and the order is then erased with the others, or the code makes no order.
     * Errors: {@code open-orders}, {@code last-admin}, {@link OptimisticLockingFailureException} when phone or password
     * have changed since the account was read.
     */
    Mono<User> erase(User user) {
        return phones.eraseCodes(user)
                .then(quorum.requireOtherThan(user.id()))
                .then(Mono.defer(() -> changes.lock(user.id())))
                .filter(now -> Objects.equals(now.phone(), user.phone())
                        && Objects.equals(now.passwordHash(), user.passwordHash()))
                .switchIfEmpty(Mono.error(() -> new OptimisticLockingFailureException("the account just changed")))
                .delayUntil(now -> orders.erase(now.id(), now.phone()))
                .delayUntil(now -> changes.erase(now.id()))
                .delayUntil(now -> phones.eraseFormer(now.id()))
                .delayUntil(now -> failures.clear(now.id()))
                .delayUntil(now -> factors.erase(now.id()))
                .delayUntil(phones::endGuests)
                .delayUntil(now -> signIns.revokeAll(now.id(), "erased"));
    }
}
