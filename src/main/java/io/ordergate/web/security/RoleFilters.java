package io.ordergate.web.security;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Who may call a route, put beside the routes it guards. */
public final class RoleFilters {

    private static final Duration FRESH_SIGN_IN = Duration.ofMinutes(10);

    private RoleFilters() {}

    /** Anybody with an account. Errors: {@code forbidden} for guests. */
    public static HandlerFilterFunction<ServerResponse, ServerResponse> accounts() {
        return only(Set.of(Role.values()));
    }

    /** Those who work for the shop. Errors: {@code forbidden}. */
    public static HandlerFilterFunction<ServerResponse, ServerResponse> staff() {
        return only(Set.of(Role.VENDOR, Role.ADMIN));
    }

    /** Those who run the service. Errors: {@code forbidden}. */
    public static HandlerFilterFunction<ServerResponse, ServerResponse> admins() {
        return only(Set.of(Role.ADMIN));
    }

    /**
     * Those who have proven their second factor in the last minutes, for calls that a token in the wrong hands must not make; put
     * beside a filter of roles. Errors: {@code fresh-second-factor-required}.
     */
    public static HandlerFilterFunction<ServerResponse, ServerResponse> stepUp() {
        return (request, next) -> Caller.account(request)
                .doOnNext(account -> account.factor().requireFresh())
                .flatMap(account -> next.handle(request));
    }

    /**
     * Those who may enrol a second factor: they have signed in here, with a fresh proof of a factor that they have, or in the last
     * minutes where they have none; put beside a filter of roles. Errors: {@code forbidden}, {@code second-factor-required},
     * {@code fresh-second-factor-required}, {@code sign-in-again}.
     */
    public static HandlerFilterFunction<ServerResponse, ServerResponse> enrolling(Clock clock) {
        return (request, next) -> Caller.account(request)
                .doOnNext(account -> requireEnrolling(account, clock))
                .flatMap(account -> next.handle(request));
    }

    private static void requireEnrolling(Caller.Account account, Clock clock) {
        var signedInAt = account.signedInAt();
        if (account.isElsewhere()) {
            throw Failure.of(ProblemCode.FORBIDDEN, "The second factor of this sign-in is enrolled where it signs in.");
        }
        if (account.factor().isEnrolled()) {
            account.factor().requireProven();
            account.factor().requireFresh();
        } else if (signedInAt == null || signedInAt.isBefore(clock.instant().minus(FRESH_SIGN_IN))) {
            throw Failure.of(ProblemCode.SIGN_IN_AGAIN);
        }
    }

    private static HandlerFilterFunction<ServerResponse, ServerResponse> only(Set<Role> roles) {
        return (request, next) -> Caller.account(request)
                .filter(account -> roles.contains(account.role()))
                .switchIfEmpty(Mono.defer(() -> refused(request)))
                .flatMap(account -> next.handle(request));
    }

    private static Mono<Caller.Account> refused(ServerRequest request) {
        return Caller.account(request)
                .flatMap(account -> Mono.error(
                        Failure.of(account.limited() ? ProblemCode.PASSWORD_TOO_SHORT : ProblemCode.FORBIDDEN)));
    }
}
