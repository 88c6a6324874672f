package io.ordergate.identity.account;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Makes sure that an admin remains, even when admins remove each other at the same time. */
@Component
class AdminQuorum {

    private final UserChangeRepository changes;

    AdminQuorum(UserChangeRepository changes) {
        this.changes = changes;
    }

    /**
     * Requires another admin than this account. A transaction that may remove an admin calls this first: the second of
     * two such transactions waits for the first. Errors: {@code last-admin}.
     */
    Mono<Void> requireOtherThan(UUID userId) {
        return changes.lockAdmins()
                .filter(admins -> !admins.equals(List.of(userId)))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.LAST_ADMIN)))
                .then();
    }
}
