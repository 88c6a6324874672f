package io.ordergate.notification.text;

import io.ordergate.ordering.model.Order;
import io.ordergate.support.Amounts;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Writes texts about orders. */
@Component
class OrderText {

    private final PhoneTexts texts;

    OrderText(PhoneTexts texts) {
        this.texts = texts;
    }

    /**
     * The text of this kind. About a new order it contains the customer's own words only where the phone is proven to
     * be the customer's.
     */
    String of(Order order, OrderTextKind kind, PhoneNumber phone, boolean proven) {
        var template = kind == OrderTextKind.PLACED && !proven ? "order.placed.unproven" : "order." + kind.id();
        var customer = texts.write("order.customer", phone, Map.of());
        return texts.write(
                template,
                phone,
                Map.of(
                        "name", CustomerWords.of(Sensitive.textOf(order.customerName()), customer),
                        "number", order.number(),
                        "item", item(order),
                        "amount",
                                Amounts.text(order.total()) + " "
                                        + order.total().getCurrencyUnit().getCode()));
    }

    private static String item(Order order) {
        var things = order.things();
        var others = things.size() - 1;
        var first = CustomerWords.of(things.get(0).title(), "1");
        return others > 0 ? first + " +" + others : first;
    }
}
