package io.ordergate.identity.account;

import io.ordergate.identity.account.UserListRepository.UserFilter;
import io.ordergate.identity.user.User;
import io.ordergate.identity.user.UserView;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddresses;
import io.ordergate.web.security.Role;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of all accounts, for admins. */
@Component
class UserHandler {

    private static final Boolean[] EITHER = {true, false};

    private final UserAdministration users;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;

    UserHandler(UserAdministration users, RequestBodies bodies, ClientAddresses addresses) {
        this.users = users;
        this.bodies = bodies;
        this.addresses = addresses;
        bodies.prepare(UserPatch.class);
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return users.list(filter(request), PageRequest.of(request, "role", "active"))
                .map(page -> page.map(UserView::of))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> search(ServerRequest request) {
        var search = UserSearch.of(QueryParameters.of(request).text("q"));
        return users.search(search, PageRequest.of(request, "q"))
                .map(page -> page.map(UserView::of))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> one(ServerRequest request) {
        return users.find(PathIds.of(request)).flatMap(UserHandler::ok);
    }

    Mono<ServerResponse> change(ServerRequest request) {
        return bodies.read(request, UserPatch.class)
                .zipWith(Caller.account(request))
                .flatMap(call -> users.change(
                        PathIds.of(request), call.getT1(), IfMatch.of(request), call.getT2(), addresses.of(request)))
                .flatMap(UserHandler::ok);
    }

    private static Mono<ServerResponse> ok(User user) {
        return ServerResponse.ok().eTag(IfMatch.tag(user.version())).bodyValue(UserView.of(user));
    }

    private static UserFilter filter(ServerRequest request) {
        var query = QueryParameters.of(request);
        return new UserFilter(
                query.oneOf("role", Role.values(), Role::id), query.oneOf("active", EITHER, String::valueOf));
    }
}
