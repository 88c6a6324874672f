package io.ordergate.ordering;

import io.ordergate.ordering.StatusForm.Cancellation;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderDrafts;
import io.ordergate.ordering.model.OrderForm;
import io.ordergate.ordering.model.OrderView;
import io.ordergate.ordering.model.Parcel;
import io.ordergate.support.Uncancellable;
import io.ordergate.web.idempotency.IdempotentCalls;
import io.ordergate.web.request.IfMatch;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.Reply;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Places and changes orders over HTTP. */
@Component
class OrderChangeHandler {

    private final Placements placements;
    private final OrderChanges changes;
    private final OrderDrafts drafts;
    private final RequestBodies bodies;
    private final IdempotentCalls calls;

    OrderChangeHandler(
            Placements placements,
            OrderChanges changes,
            OrderDrafts drafts,
            RequestBodies bodies,
            IdempotentCalls calls) {
        this.placements = placements;
        this.changes = changes;
        this.drafts = drafts;
        this.bodies = bodies;
        this.calls = calls;
        bodies.prepare(OrderForm.class, StatusForm.class, Cancellation.class, Parcel.class);
    }

    Mono<ServerResponse> place(ServerRequest request) {
        return bodies.read(request, OrderForm.class)
                .zipWith(Caller.of(request))
                .flatMap(call -> place(request, call.getT1(), call.getT2()));
    }

    private Mono<ServerResponse> place(ServerRequest request, OrderForm form, Caller caller) {
        var effect = drafts.of(form, caller)
                .flatMap(draft -> placements.place(draft, caller))
                .map(OrderChangeHandler::created);
        return calls.answer(request, caller, form, effect);
    }

    Mono<ServerResponse> edit(ServerRequest request) {
        return bodies.read(request, OrderForm.class)
                .zipWith(Caller.of(request))
                .flatMap(call -> Uncancellable.from(edit(request, call.getT1(), call.getT2())))
                .flatMap(OrderHandler::ok);
    }

    private Mono<Order> edit(ServerRequest request, OrderForm form, Caller caller) {
        return drafts.of(form, caller)
                .flatMap(content -> changes.edit(PathIds.of(request), content, IfMatch.of(request), caller));
    }

    Mono<ServerResponse> transition(ServerRequest request) {
        return bodies.read(request, StatusForm.class)
                .zipWith(Caller.of(request))
                .flatMap(call -> Uncancellable.from(transition(request, call.getT1(), call.getT2())))
                .flatMap(OrderHandler::ok);
    }

    private Mono<Order> transition(ServerRequest request, StatusForm form, Caller caller) {
        return changes.transition(
                PathIds.of(request),
                order -> order.transition(form.target(), form.reason(), form.checkedParcel()),
                form.reason(),
                IfMatch.of(request),
                caller);
    }

    Mono<ServerResponse> sendParcel(ServerRequest request) {
        return bodies.read(request, Parcel.class)
                .map(parcel -> parcel.requireSafe(""))
                .zipWith(Caller.of(request))
                .flatMap(call -> Uncancellable.from(parcel(request, call.getT1(), call.getT2())))
                .flatMap(OrderHandler::ok);
    }

    private Mono<Order> parcel(ServerRequest request, Parcel parcel, Caller caller) {
        return changes.transition(
                PathIds.of(request), order -> order.withParcel(parcel), "parcel", IfMatch.of(request), caller);
    }

    Mono<ServerResponse> cancel(ServerRequest request) {
        return bodies.read(request, Cancellation.class, Cancellation.UNEXPLAINED)
                .flatMap(form -> cancelled(request, form.reason()))
                .flatMap(OrderHandler::ok);
    }

    Mono<ServerResponse> delete(ServerRequest request) {
        return cancelled(request, null)
                .flatMap(order -> ServerResponse.noContent().build());
    }

    private Mono<Order> cancelled(ServerRequest request, @Nullable String reason) {
        return Caller.of(request)
                .flatMap(caller ->
                        Uncancellable.from(changes.cancel(PathIds.of(request), reason, IfMatch.of(request), caller)));
    }

    private static Reply created(Order order) {
        var path = "/api/v1/orders/" + order.id();
        return Reply.created(path, IfMatch.tag(order.version()), order.id(), OrderView.of(order));
    }
}
