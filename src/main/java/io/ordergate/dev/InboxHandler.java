package io.ordergate.dev;

import io.ordergate.support.Failure;
import io.ordergate.support.PhoneNumbers;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.AddressRanges;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the inbox. It holds codes, so it answers callers on this machine only, and none behind a proxy. */
@Component
@ConditionalOnProperty(name = "ordergate.environment", havingValue = "development")
class InboxHandler {

    private final Inbox inbox;
    private final PhoneNumbers phones;
    private final AddressRanges clients;

    InboxHandler(Inbox inbox, PhoneNumbers phones, DevSettings settings) {
        this.inbox = inbox;
        this.phones = phones;
        this.clients = AddressRanges.of("DEV_INBOX_CLIENTS", settings.inboxClients());
    }

    Mono<ServerResponse> list(ServerRequest request) {
        if (!isLocal(request)) {
            return Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND));
        }
        return ServerResponse.ok().bodyValue(new Texts(texts(request)));
    }

    private List<Inbox.Text> texts(ServerRequest request) {
        return request.queryParam("phone")
                .map(phone -> inbox.of(phones.parse("phone", phone.replaceFirst("^ ", "+"), null)
                        .e164()))
                .orElseGet(inbox::latest);
    }

    private boolean isLocal(ServerRequest request) {
        var headers = request.headers().asHttpHeaders();
        return headers.getFirst("X-Forwarded-For") == null
                && headers.getFirst("Forwarded") == null
                && request.remoteAddress()
                        .filter(peer -> clients.contain(peer.getAddress()))
                        .isPresent();
    }

    record Texts(List<Inbox.Text> items) {}
}
