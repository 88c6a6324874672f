package io.ordergate.dialect;

import io.ordergate.identity.user.Contacts;
import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Fulfilment;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderContent;
import io.ordergate.ordering.model.OrderContentForm;
import io.ordergate.ordering.model.OrderDrafts;
import io.ordergate.ordering.model.OrderForm;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.web.idempotency.IdempotentCalls;
import io.ordergate.web.request.PlainText;
import io.ordergate.web.request.Reply;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.request.SentNames;
import io.ordergate.web.security.Caller;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Orders of the customer-order service and of the order API, which have one thing and its price, and nothing that is shipped. */
@Component
public class LegacyPlacementHandler {

    /** What their clients call the fields of a canonical line. */
    public static final Map<String, String> ITEM_NAMES =
            Map.of("items[0].title", "item", "items[0].unit_price", "amount");

    private static final Map<String, String> PRODUCT_NAMES =
            Map.of("items[0].title", "product_name", "items[0].unit_price", "amount");

    private final Orders orders;
    private final OrderDrafts drafts;
    private final Contacts contacts;
    private final RequestBodies bodies;
    private final IdempotentCalls calls;

    LegacyPlacementHandler(
            Orders orders, OrderDrafts drafts, Contacts contacts, RequestBodies bodies, IdempotentCalls calls) {
        this.orders = orders;
        this.drafts = drafts;
        this.contacts = contacts;
        this.bodies = bodies;
        this.calls = calls;
        bodies.prepare(ItemForm.class, ProductForm.class);
    }

    /** The customer-order service. */
    public Mono<ServerResponse> placeItem(ServerRequest request) {
        SentNames.put(request, ITEM_NAMES);
        return bodies.read(request, ItemForm.class)
                .flatMap(form -> place(request, form, Fulfilment.MANUAL, LegacyOrder::inText));
    }

    /** The order API: a job moves these on. */
    public Mono<ServerResponse> placeProduct(ServerRequest request) {
        SentNames.put(request, PRODUCT_NAMES);
        return bodies.read(request, ProductForm.class)
                .map(form -> new ItemForm(form.productName(), form.amount()))
                .flatMap(form -> place(request, form, Fulfilment.AUTOMATIC, LegacyOrder::inNumbers));
    }

    /** What is ordered, with whom it is for. */
    public Mono<OrderContent> content(ItemForm form, Caller caller) {
        return contacts.of(caller).map(contact -> drafts.of(canonical(form, contact), contact.phone()));
    }

    private Mono<ServerResponse> place(
            ServerRequest request, ItemForm form, Fulfilment fulfilment, Function<Order, Object> view) {
        return Caller.of(request)
                .zipWhen(caller -> content(form, caller))
                .flatMap(call -> calls.answer(
                        request,
                        call.getT1(),
                        form,
                        orders.place(call.getT2(), fulfilment, call.getT1())
                                .map(order -> Reply.created(location(order), null, order.id(), view.apply(order)))));
    }

    private static OrderContentForm canonical(ItemForm form, Contacts.Contact contact) {
        var line = new OrderForm.Item(null, form.item(), form.amount(), 1);
        return new OrderContentForm(
                contact.phone(),
                null,
                contact.name(),
                null,
                PaymentMethod.CASH_ON_DELIVERY.id(),
                List.of(line),
                null,
                null,
                null);
    }

    private static String location(Order order) {
        return "/api/v1/orders/" + order.id();
    }

    public record ItemForm(
            @NotBlank @Size(max = 200) @PlainText String item,

            @NotNull @DecimalMin(value = "0", inclusive = false, message = "must be above zero")
            BigDecimal amount) {}

    record ProductForm(
            @NotBlank @Size(max = 200) @PlainText String productName,

            @NotNull @DecimalMin(value = "0", inclusive = false, message = "must be above zero")
            BigDecimal amount) {}
}
