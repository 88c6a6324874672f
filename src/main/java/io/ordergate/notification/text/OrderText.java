package io.ordergate.notification.text;

import io.ordergate.ordering.model.Order;
import io.ordergate.sms.text.TextTemplates;
import io.ordergate.support.Amounts;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Writes what a customer is told about an order. */
@Component
class OrderText {

    private final TextTemplates templates;
    private final NoticeSettings settings;

    OrderText(TextTemplates templates, NoticeSettings settings) {
        this.templates = templates;
        this.settings = settings;
    }

    /** The customer's own words stand in it only if the phone is proven to be theirs. */
    String of(Order order, OrderNews news, PhoneNumber phone, boolean proven) {
        var language = templates.choose(List.of(settings.language(phone.country())));
        var name = news == OrderNews.PLACED && !proven ? "order.placed.unproven" : "order." + news.id();
        return templates.text(
                name,
                language,
                Map.of(
                        "name",
                                CustomerWords.of(
                                        Sensitive.textOf(order.customerName()),
                                        templates.text("order.customer", language, Map.of())),
                        "number", order.number(),
                        "item", item(order),
                        "amount",
                                Amounts.text(order.total()) + " "
                                        + order.total().getCurrencyUnit().getCode()));
    }

    private static String item(Order order) {
        var others = order.items().size() - 1;
        var first = CustomerWords.of(order.items().get(0).title(), "1");
        return others > 0 ? first + " +" + others : first;
    }
}
