package io.ordergate.dev;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.web.asset.AssetHandler;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.security.AddressRanges;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Shows the inbox over HTTP. The inbox holds codes, so it is shown to callers on this machine only, not through a
 * proxy, and not to a page of another site whose name was made to lead here.
 */
@Component
@ConditionalOnProperty(name = "ordergate.environment", havingValue = "development")
class InboxHandler {

    /**
     * The headers of proxies, beside {@code X-Forwarded-For} and its like, and {@code CF-Connecting-IP} and its like.
     */
    private static final Set<String> PROXY_HEADERS = Set.of(
            "forwarded", "via", "x-real-ip", "x-envoy-external-address", "cf-connecting-ip", "cf-connecting-ipv6");

    private final AssetHandler page = AssetHandler.page("classpath:inbox/index.html");
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
        return wantsPage(request)
                ? page.handle(request)
                : ServerResponse.ok().varyBy(HttpHeaders.ACCEPT).bodyValue(new Texts(texts(request)));
    }

    /** Whether a page is asked for before JSON is, as browsers do. */
    private static boolean wantsPage(ServerRequest request) {
        return request.headers().accept().stream()
                .filter(type -> !type.isWildcardType())
                .findFirst()
                .filter(MediaType.TEXT_HTML::isCompatibleWith)
                .isPresent();
    }

    private List<Inbox.Text> texts(ServerRequest request) {
        QueryParameters.of(request, Set.of("phone"));
        return request.queryParam("phone")
                .map(phone -> inbox.of(phones.parse("phone", phone.replaceFirst("^ ", "+"), null)
                        .e164()))
                .orElseGet(inbox::latest);
    }

    private boolean isLocal(ServerRequest request) {
        var headers = request.headers().asHttpHeaders();
        return headers.headerNames().stream().noneMatch(InboxHandler::isOfAProxy)
                && isLocal(headers.getHost())
                && request.remoteAddress()
                        .filter(peer -> clients.contain(peer.getAddress()))
                        .isPresent();
    }

    /**
     * Whether the host is {@code localhost}, a name below it (RFC 6761 section 6.3), or an address of those who may
     * read.
     */
    private boolean isLocal(@Nullable InetSocketAddress host) {
        if (host == null) {
            return false;
        }
        var name = host.getHostString().toLowerCase(Locale.ROOT);
        var address = AddressRanges.address(name);
        return address == null ? name.equals("localhost") || name.endsWith(".localhost") : clients.contain(address);
    }

    private static boolean isOfAProxy(String header) {
        var name = header.toLowerCase(Locale.ROOT);
        return name.startsWith("x-forwarded") || name.endsWith("-client-ip") || PROXY_HEADERS.contains(name);
    }

    record Texts(List<Inbox.Text> items) {}
}
