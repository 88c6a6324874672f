package io.ordergate.payment;

import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Order;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.server.HeadRequests;
import java.net.URI;
import java.util.Objects;
import java.util.function.Predicate;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of customers who come back from a provider's page: back to the page of the order, on to the shop's page, or to a plain one. */
@Component
public class CallbackHandler {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

    private final Callbacks callbacks;
    private final Orders orders;
    private final PaymentSettings settings;
    private final PageReturns pages;

    CallbackHandler(Callbacks callbacks, Orders orders, PaymentSettings settings, PageReturns pages) {
        this.callbacks = callbacks;
        this.orders = orders;
        this.settings = settings;
        this.pages = pages;
    }

    /**
     * The handler of a provider's callback.
     *
     * @param reference the query parameter that holds the provider's name for the payment
     * @param mayHavePaid whether the customer of a request seems to have agreed to pay
     */
    public HandlerFunction<ServerResponse> of(
            String provider, String reference, Predicate<QueryParameters> mayHavePaid) {
        return request -> HeadRequests.isHead(request) ? empty() : answer(request, provider, reference, mayHavePaid);
    }

    /** The handler of the callback of a provider that {@link PaymentSettings#returnUrl} was given to. */
    public HandlerFunction<ServerResponse> of(String provider) {
        return request -> HeadRequests.isHead(request) ? empty() : answer(request, provider);
    }

    /** The answer to a customer of this payment who may have paid. */
    public Mono<ServerResponse> answer(ServerRequest request, String provider, String reference) {
        return answer(request, callbacks.process(provider, reference, true));
    }

    private Mono<ServerResponse> answer(ServerRequest request, String provider) {
        var query = QueryParameters.of(request);
        return answer(
                request, callbacks.process(provider, query.uuid("payment"), "success".equals(query.text("result"))));
    }

    /** Software that looks at links before people follow them must not pay for them. */
    private static Mono<ServerResponse> empty() {
        return ServerResponse.ok().contentType(HTML).build();
    }

    private Mono<ServerResponse> answer(
            ServerRequest request, String provider, String reference, Predicate<QueryParameters> mayHavePaid) {
        var query = QueryParameters.of(request);
        return answer(
                request,
                callbacks.process(
                        provider, Objects.requireNonNullElse(query.text(reference), ""), mayHavePaid.test(query)));
    }

    private Mono<ServerResponse> answer(ServerRequest request, Mono<Payment> processed) {
        return processed.zipWhen(payment -> orders.get(payment.orderId())).flatMap(found -> pages.page(
                        request.cookies(), found.getT2().id())
                .map(CallbackHandler::seeOther)
                .orElseGet(() -> page(found.getT1(), found.getT2())));
    }

    private static Mono<ServerResponse> seeOther(String url) {
        return ServerResponse.seeOther(URI.create(url)).build();
    }

    private Mono<ServerResponse> page(Payment payment, Order order) {
        var status = PaymentView.status(order, payment);
        if (!settings.returnUrl().isBlank()) {
            var url = settings.returnUrl()
                    .replace("{order_id}", order.id().toString())
                    .replace("{status}", status);
            return seeOther(url);
        }
        return ServerResponse.ok().contentType(HTML).bodyValue("""
                <!doctype html><html lang="en"><meta charset="utf-8"><title>Payment</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <main><h1>Payment: %s</h1><p>You can go back to the shop now.</p></main></html>
                """.formatted(status.replace('_', ' ')));
    }
}
