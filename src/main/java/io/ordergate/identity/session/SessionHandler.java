package io.ordergate.identity.session;

import io.ordergate.identity.session.SessionView.SessionList;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddresses;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of open sign-ins. */
@Component
class SessionHandler {

    static final String SESSION = "session";

    private final Sessions sessions;
    private final ClientAddresses addresses;

    SessionHandler(Sessions sessions, ClientAddresses addresses) {
        this.sessions = sessions;
        this.addresses = addresses;
    }

    Mono<ServerResponse> own(ServerRequest request) {
        return Caller.account(request)
                .flatMap(sessions::own)
                .map(SessionList::new)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> endOwn(ServerRequest request) {
        return Caller.account(request)
                .flatMap(account ->
                        sessions.end(account.id(), PathIds.of(request, SESSION), account, addresses.of(request)))
                .then(ServerResponse.noContent().build());
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return Caller.account(request)
                .flatMap(admin -> sessions.of(PathIds.of(request), admin))
                .map(SessionList::new)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> end(ServerRequest request) {
        return Caller.account(request)
                .flatMap(admin ->
                        sessions.end(PathIds.of(request), PathIds.of(request, SESSION), admin, addresses.of(request)))
                .then(ServerResponse.noContent().build());
    }

    Mono<ServerResponse> endAll(ServerRequest request) {
        return Caller.account(request)
                .flatMap(admin -> sessions.endAll(PathIds.of(request), admin, addresses.of(request)))
                .then(ServerResponse.noContent().build());
    }
}
