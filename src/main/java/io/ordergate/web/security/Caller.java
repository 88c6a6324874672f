package io.ordergate.web.security;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Who calls, as the access token says and the database confirms: somebody with an account, or a guest who has proven to
 * hold a phone.
 *
 * @param phone the number that the caller has proven to hold
 * @param account the account; null for a guest
 */
public record Caller(@Nullable PhoneNumber phone, @Nullable Account account) {

    /**
     * The account behind a token.
     *
     * @param familyId the sign-in that the token came from
     * @param signedInAt when somebody signed in, here or somewhere else; null where the issuer does not say so
     * @param limited whether the account is that of staff, and the sign-in does not do for that: the role is a customer's
     * @param factor what the sign-in has proven beyond that
     */
    public record Account(
            UUID id, UUID familyId, Role role, @Nullable Instant signedInAt, boolean limited, SecondFactor factor) {

        private static final UUID ELSEWHERE = new UUID(0, 0);

        /** An account by a sign-in here. */
        public Account(UUID id, UUID familyId, Role role) {
            this(id, familyId, role, null, false, SecondFactor.NOT_NEEDED);
        }

        /** An account whose holder has signed in somewhere else. */
        public static Account withoutSignIn(UUID id, Role role, @Nullable Instant signedInAt, SecondFactor factor) {
            return new Account(id, ELSEWHERE, role, signedInAt, false, factor);
        }

        /** Whether the sign-in is somebody else's, and not to be told from others of the account. */
        public boolean isElsewhere() {
            return familyId.equals(ELSEWHERE);
        }
    }

    /** The caller of a route that needs a token. Errors: {@code unauthenticated}. */
    public static Mono<Caller> of(ServerRequest request) {
        return request.principal()
                .ofType(CallerAuthentication.class)
                .map(CallerAuthentication::caller)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.UNAUTHENTICATED)));
    }

    /** The caller that a token names; empty without one. */
    public static Mono<Caller> in(ServerWebExchange exchange) {
        return exchange.getPrincipal().ofType(CallerAuthentication.class).map(CallerAuthentication::caller);
    }

    /** The account that calls. Errors: {@code unauthenticated}, {@code forbidden} for a guest. */
    public static Mono<Account> account(ServerRequest request) {
        return of(request)
                .mapNotNull(Caller::account)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.FORBIDDEN, "This call needs an account.")));
    }

    /** Whether the caller works for the shop: staff see every customer's orders. */
    public boolean isStaff() {
        return account != null && account.role().isStaff();
    }

    /** Whether the sign-in must prove a second factor before it may do anything for the shop. */
    public boolean lacksSecondFactor() {
        return account != null && account.factor().isMissing();
    }

    /** What shares and budgets count for: the account, or a guest's phone. It is never shown. */
    public String key() {
        return account == null ? "guest " + Objects.requireNonNull(phone).e164() : "account " + account.id();
    }
}
