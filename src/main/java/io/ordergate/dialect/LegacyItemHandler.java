package io.ordergate.dialect;

import io.ordergate.identity.user.Contacts;
import io.ordergate.ordering.Placements;
import io.ordergate.ordering.model.Fulfilment;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderDraft;
import io.ordergate.ordering.model.OrderDrafts;
import io.ordergate.ordering.model.OrderForm;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.idempotency.IdempotentCalls;
import io.ordergate.web.request.PlainText;
import io.ordergate.web.request.Reply;
import io.ordergate.web.security.Caller;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Places orders of services that know one thing and its price, and nothing that is shipped. */
@Component
public class LegacyItemHandler {

    private final Placements placements;
    private final OrderDrafts drafts;
    private final Contacts contacts;
    private final IdempotentCalls calls;

    LegacyItemHandler(Placements placements, OrderDrafts drafts, Contacts contacts, IdempotentCalls calls) {
        this.placements = placements;
        this.drafts = drafts;
        this.contacts = contacts;
        this.calls = calls;
    }

    /** Places an order of this item once a key, and answers with this view of it. Errors: as for every order. */
    public Mono<ServerResponse> place(
            ServerRequest request, ItemForm form, Fulfilment fulfilment, Function<Order, Object> view) {
        return Caller.of(request)
                .flatMap(caller -> calls.answer(request, caller, form, placed(form, fulfilment, caller, view)));
    }

    private Mono<Reply> placed(ItemForm form, Fulfilment fulfilment, Caller caller, Function<Order, Object> view) {
        return draft(form, caller)
                .flatMap(draft -> placements.place(draft, fulfilment, caller))
                .map(order -> Reply.created(location(order), null, order.id(), view.apply(order)));
    }

    /** The order of this item, with the name and the phone of the caller. */
    public Mono<OrderDraft> draft(ItemForm form, Caller caller) {
        return contacts.of(caller).flatMap(contact -> draft(form, contact.name(), contact.phone()));
    }

    private Mono<OrderDraft> draft(ItemForm form, @Nullable Sensitive name, @Nullable PhoneNumber phone) {
        var line = new OrderForm.Item(null, form.item(), form.amount(), 1);
        var order = new OrderForm(
                null,
                null,
                name,
                null,
                PaymentMethod.CASH_ON_DELIVERY.id(),
                List.of(line),
                null,
                null,
                null,
                null,
                null);
        return drafts.of(order, phone);
    }

    private static String location(Order order) {
        return "/api/v1/orders/" + order.id();
    }

    /** One thing and its price, as clients submit them. */
    public record ItemForm(
            @NotBlank @Size(max = 200) @PlainText String item,

            @NotNull @DecimalMin(value = "0", inclusive = false, message = "must be above zero")
            BigDecimal amount) {}
}
