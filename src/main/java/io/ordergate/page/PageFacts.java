package io.ordergate.page;

import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.Parcel;
import java.time.LocalDate;
import java.util.function.UnaryOperator;

/**
 * The list of facts at the end of the page of an order.
 *
 * @param words the words of the page by their names, in its language
 */
record PageFacts(UnaryOperator<String> words, PageSettings settings) {

    Html of(Order order, OrderPage page) {
        return Html.of(
                "<dl>%s%s%s%s</dl>\n",
                page.parcel() == null ? Html.NONE : parcel(page.parcel()),
                fact(
                        "date",
                        LocalDate.ofInstant(order.createdAt(), settings.timeZone())
                                .toString()),
                fact("phone", page.maskedPhone()),
                settings.taxId().isBlank() ? Html.NONE : fact("tax", settings.taxId()));
    }

    private Html parcel(Parcel parcel) {
        var number = parcel.trackingNumber();
        var carrier = parcel.carrier();
        return Html.of(
                "%s%s%s",
                carrier == null ? Html.NONE : fact("carrier", carrier),
                number == null ? Html.NONE : fact("tracking", number),
                parcel.trackingUrl() == null ? Html.NONE : track(parcel.trackingUrl()));
    }

    private Html track(String url) {
        return url.startsWith("https://")
                ? Html.of(
                        "<dt></dt><dd><a href=\"%s\" rel=\"noreferrer noopener nofollow\">%s</a></dd>",
                        url, words.apply("track"))
                : Html.NONE;
    }

    private Html fact(String name, String value) {
        return Html.of("<dt>%s</dt><dd>%s</dd>", words.apply(name), value);
    }
}
