package io.ordergate.page;

import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddresses;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of links that staff have texted. */
@Component
class PaymentLinkHandler {

    private final PaymentLinks links;
    private final ClientAddresses addresses;

    PaymentLinkHandler(PaymentLinks links, ClientAddresses addresses) {
        this.links = links;
        this.addresses = addresses;
    }

    Mono<ServerResponse> send(ServerRequest request) {
        QueryParameters.none(request);
        return Caller.of(request)
                .zipWith(Caller.account(request))
                .flatMap(who ->
                        links.send(PathIds.of(request), who.getT1(), who.getT2().id(), addresses.of(request)))
                .then(ServerResponse.status(HttpStatus.ACCEPTED).build());
    }
}
