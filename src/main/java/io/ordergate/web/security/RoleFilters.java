package io.ordergate.web.security;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.util.Set;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Who may call a route, put beside the routes it guards. */
public final class RoleFilters {

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
