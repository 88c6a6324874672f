package io.ordergate.notification.text;

import io.ordergate.ordering.link.OrderLinks;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.Parcel;
import io.ordergate.support.Amounts;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Writes texts about orders. */
@Component
class OrderText {

    private final PhoneTexts texts;
    private final OrderLinks links;

    OrderText(PhoneTexts texts, OrderLinks links) {
        this.texts = texts;
        this.links = links;
    }

    /**
     * The text of this kind. About a new order it contains the customer's own words only where the phone is proven to
     * be the customer's, and so has each text its link.
     */
    String of(Order order, OrderTextKind kind, PhoneNumber phone, boolean proven) {
        var parcel = parcel(order.parcel());
        var customer = texts.write("order.customer", phone, Map.of());
        var text = texts.write(
                template(kind, proven, parcel),
                phone,
                Map.of(
                        "name", CustomerWords.of(Sensitive.textOf(order.customerName()), customer),
                        "number", order.number(),
                        "item", item(order),
                        "parcel", parcel,
                        "amount",
                                Amounts.text(order.total()) + " "
                                        + order.total().getCurrencyUnit().getCode()));
        return proven && links.areOn() ? withLink(text, order) : text;
    }

    /** The text that asks a customer to pay what is due. */
    String toPay(Order order, String amount, PhoneNumber phone) {
        var values = Map.of("number", order.number(), "amount", amount);
        return withLink(texts.write("order.payment-link", phone, values), order);
    }

    /** At the end, where no phone takes what follows for a part of the link. */
    private String withLink(String text, Order order) {
        return text + " " + links.of(order.id());
    }

    private static String template(OrderTextKind kind, boolean proven, String parcel) {
        return switch (kind) {
            case PLACED -> proven ? "order.placed" : "order.placed.unproven";
            case SHIPPED -> parcel.isEmpty() ? "order.shipped" : "order.shipped.parcel";
            case DELIVERED, CANCELLED, RETURNED, REFUSED, REFUNDED -> "order." + kind.id();
        };
    }

    /** Carrier, number and address, as short as can be: an address that has the number in it stands for it. */
    private static String parcel(Parcel parcel) {
        var number = parcel.trackingNumber();
        var url = parcel.trackingUrl();
        var isInUrl = number != null && url != null && url.contains(number);
        return Stream.of(CustomerWords.of(parcel.carrier(), ""), isInUrl ? "" : number, url)
                .filter(word -> word != null && !word.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String item(Order order) {
        var things = order.things();
        var others = things.size() - 1;
        var first = CustomerWords.of(things.get(0).title(), "1");
        return others > 0 ? first + " +" + others : first;
    }
}
