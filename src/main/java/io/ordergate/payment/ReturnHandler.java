package io.ordergate.payment;

import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Order;
import io.ordergate.payment.bkash.BkashProvider;
import io.ordergate.payment.nagad.NagadProvider;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.PaymentSettings;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.server.HeadRequests;
import java.net.URI;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of customers who come back: on to the shop's page, or to a plain one. */
@Component
class ReturnHandler {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

    private final Returns returns;
    private final Orders orders;
    private final PaymentSettings settings;

    ReturnHandler(Returns returns, Orders orders, PaymentSettings settings) {
        this.returns = returns;
        this.orders = orders;
        this.settings = settings;
    }

    Mono<ServerResponse> bkash(ServerRequest request) {
        if (HeadRequests.isHead(request)) {
            return nothing();
        }
        return returns.back(
                        BkashProvider.NAME,
                        word(request, "paymentID"),
                        word(request, "status").equals("success"))
                .flatMap(this::shown);
    }

    Mono<ServerResponse> nagad(ServerRequest request) {
        if (HeadRequests.isHead(request)) {
            return nothing();
        }
        return returns.back(NagadProvider.NAME, word(request, "payment_ref_id"), true)
                .flatMap(this::shown);
    }

    /** Whatever looks at links before people follow them must not pay for them. */
    private static Mono<ServerResponse> nothing() {
        return ServerResponse.ok().contentType(HTML).build();
    }

    private Mono<ServerResponse> shown(Payment payment) {
        return orders.get(payment.orderId()).flatMap(order -> page(payment, order));
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

    private static String word(ServerRequest request, String name) {
        return Objects.requireNonNullElse(QueryParameters.of(request).text(name), "");
    }
}
