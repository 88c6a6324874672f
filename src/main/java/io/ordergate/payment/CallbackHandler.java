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

/** HTTP of customers who come back from a provider's page: on to the shop's page, or to a plain one. */
@Component
public class CallbackHandler {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

    private final Callbacks callbacks;
    private final Orders orders;
    private final PaymentSettings settings;

    CallbackHandler(Callbacks callbacks, Orders orders, PaymentSettings settings) {
        this.callbacks = callbacks;
        this.orders = orders;
        this.settings = settings;
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
        return request -> HeadRequests.isHead(request) ? empty() : answer(QueryParameters.of(request), provider);
    }

    /** The answer to a customer of this payment who may have paid. */
    public Mono<ServerResponse> answer(String provider, String reference) {
        return answer(callbacks.process(provider, reference, true));
    }

    private Mono<ServerResponse> answer(QueryParameters query, String provider) {
        return answer(callbacks.process(provider, query.uuid("payment"), "success".equals(query.text("result"))));
    }

    /** Software that looks at links before people follow them must not pay for them. */
    private static Mono<ServerResponse> empty() {
        return ServerResponse.ok().contentType(HTML).build();
    }

    private Mono<ServerResponse> answer(
            ServerRequest request, String provider, String reference, Predicate<QueryParameters> mayHavePaid) {
        var query = QueryParameters.of(request);
        return answer(callbacks.process(
                provider, Objects.requireNonNullElse(query.text(reference), ""), mayHavePaid.test(query)));
    }

    private Mono<ServerResponse> answer(Mono<Payment> processed) {
        return processed
                .zipWhen(payment -> orders.get(payment.orderId()))
                .flatMap(found -> page(found.getT1(), found.getT2()));
    }

    private Mono<ServerResponse> page(Payment payment, Order order) {
        var status = PaymentView.status(order, payment);
        if (!settings.returnUrl().isBlank()) {
            var url = settings.returnUrl()
                    .replace("{order_id}", order.id().toString())
                    .replace("{status}", status);
            return ServerResponse.seeOther(URI.create(url)).build();
        }
        return ServerResponse.ok().contentType(HTML).bodyValue("""
                <!doctype html><html lang="en"><meta charset="utf-8"><title>Payment</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <main><h1>Payment: %s</h1><p>You can go back to the shop now.</p></main></html>
                """.formatted(status.replace('_', ' ')));
    }
}
