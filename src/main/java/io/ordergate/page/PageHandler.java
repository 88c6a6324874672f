package io.ordergate.page;

import io.ordergate.ordering.model.Order;
import io.ordergate.payment.LinkPayments;
import io.ordergate.payment.PageReturns;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.http.Forms;
import io.ordergate.web.request.RequestBodies;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** HTTP of the page of an order. */
@Component
class PageHandler {

    private static final int LONGEST_FORM = 4096;
    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

    private final OrderPages pages;
    private final PageHtml html;
    private final PageReturns returns;

    PageHandler(OrderPages pages, PageHtml html, PageReturns returns) {
        this.pages = pages;
        this.html = html;
        this.returns = returns;
    }

    Mono<ServerResponse> show(ServerRequest request) {
        var token = request.pathVariable("token");
        return pages.find(token)
                .flatMap(found -> wantsJson(request) ? json(found) : page(request, found, token))
                .switchIfEmpty(Mono.defer(() -> missing(request)));
    }

    Mono<ServerResponse> pay(ServerRequest request) {
        var token = request.pathVariable("token");
        return pages.order(token)
                .zipWhen(order -> method(request))
                .flatMap(form -> paid(form.getT1(), form.getT2(), token))
                .switchIfEmpty(Mono.defer(() -> missing(request)));
    }

    private Mono<ServerResponse> paid(Order order, String method, String token) {
        return pages.pay(order, method, token)
                .flatMap(action ->
                        action.fields().isEmpty() ? sent(order, token, action.url()) : form(order, token, action));
    }

    private static Mono<String> method(ServerRequest request) {
        var isForm = request.headers()
                .contentType()
                .filter(MediaType.APPLICATION_FORM_URLENCODED::isCompatibleWith)
                .isPresent();
        return isForm
                ? RequestBodies.raw(request, LONGEST_FORM)
                        .map(body -> Forms.decode(new String(body, StandardCharsets.UTF_8))
                                .getOrDefault("method", ""))
                : Mono.error(() -> Failure.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE));
    }

    /** On to the provider's page or back to this one. A header as it is: not every URL of a provider is one to Java. */
    private Mono<ServerResponse> sent(Order order, String token, String url) {
        return ServerResponse.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, url)
                .cookie(returns.cookie(order.id(), token))
                .build();
    }

    /** A page with the form of a provider, which may go to that host alone. */
    private Mono<ServerResponse> form(Order order, String token, LinkPayments.Action action) {
        var host = URI.create(action.url());
        return answer(HttpStatus.OK)
                .contentType(HTML)
                .header(
                        "Content-Security-Policy",
                        PageHtml.contentPolicy(host.getScheme() + "://" + host.getRawAuthority()))
                .cookie(returns.cookie(order.id(), token))
                .bodyValue(html.form(order, action));
    }

    private static Mono<ServerResponse> json(OrderPages.Found found) {
        return answer(HttpStatus.OK).bodyValue(OrderPage.of(found.order(), found.due()));
    }

    private Mono<ServerResponse> page(ServerRequest request, OrderPages.Found found, String token) {
        var note = request.queryParam("note").flatMap(Note::of);
        return html(HttpStatus.OK).bodyValue(html.page(found, token, note));
    }

    /** The same page for every link that leads nowhere, whatever the reason. */
    private Mono<ServerResponse> missing(ServerRequest request) {
        return wantsJson(request)
                ? Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND))
                : html(HttpStatus.NOT_FOUND).bodyValue(html.missing());
    }

    private static ServerResponse.BodyBuilder html(HttpStatus status) {
        return answer(status).contentType(HTML).header("Content-Security-Policy", PageHtml.CONTENT_POLICY);
    }

    private static ServerResponse.BodyBuilder answer(HttpStatus status) {
        return ServerResponse.status(status)
                .header("X-Robots-Tag", "noindex, nofollow")
                .varyBy(HttpHeaders.ACCEPT);
    }

    /** Whether JSON is asked for before HTML is. */
    private static boolean wantsJson(ServerRequest request) {
        return request.headers().accept().stream()
                .filter(type -> !type.isWildcardType())
                .findFirst()
                .filter(MediaType.APPLICATION_JSON::isCompatibleWith)
                .isPresent();
    }
}
