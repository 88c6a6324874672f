package io.ordergate.page;

import io.ordergate.ordering.link.OrderLinks;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderPaymentStatus;
import io.ordergate.ordering.model.Parcel;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.payment.LinkPayments.Offer;
import io.ordergate.sms.text.TextTemplates;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Writes the page of an order as HTML that needs no script, in the language of the order's texts. It prints as a receipt. */
@Component
class PageHtml {

    /**
     * Forms may lead to any https page, since browsers hold the provider's page, to which a form is sent on, against this as well; no
     * form can be put into the page.
     */
    static final String CONTENT_POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' https:;"
                    + " base-uri 'none'; frame-ancestors 'none'";

    private static final String ANY = "";

    private final TextTemplates texts;
    private final OrderLinks links;
    private final PageSettings settings;

    PageHtml(TextTemplates texts, OrderLinks links, PageSettings settings) {
        this.texts = texts;
        this.links = links;
        this.settings = settings;
    }

    String page(OrderPages.Found found, String token, Optional<Note> note) {
        var language = texts.ofCountry(OrderPage.phone(found.order()).country());
        return new Words(language).page(found, token, note).text();
    }

    String missing() {
        var words = new Words(texts.ofCountry(ANY));
        return words.document(words.of("missing"), Html.of("""
                <h1>%s</h1>
                <p>%s</p>
                """, words.of("missing"), words.of("missing.why")))
                .text();
    }

    /** The page in one language. */
    private final class Words {

        private final String language;

        private Words(String language) {
            this.language = language;
        }

        private String of(String name) {
            return texts.text("page." + name, language, Map.of());
        }

        private String of(String name, String place, String value) {
            return texts.text("page." + name, language, Map.of(place, value));
        }

        private Html document(String title, Html body) {
            return Html.of("""
                    <!doctype html>
                    <html lang="%s"><meta charset="utf-8"><title>%s</title>
                    <meta name="viewport" content="width=device-width, initial-scale=1">
                    <meta name="robots" content="noindex, nofollow">
                    <meta name="format-detection" content="telephone=no">
                    <link rel="icon" type="image/svg+xml" href="../pages/assets/logo.svg">
                    <link rel="stylesheet" href="../pages/assets/order.css">
                    <main>
                    %s</main></html>
                    """, language, title, body);
        }

        private Html page(OrderPages.Found found, String token, Optional<Note> note) {
            var page = OrderPage.of(found.order(), found.due());
            var title = of("title", "number", page.orderNumber());
            return document(
                    title,
                    Html.of(
                            """
                    <header><p>%s</p><h1>%s</h1></header>
                    <p class="status"><strong>%s</strong> %s</p>
                    %s%s%s%s""",
                            of("shop"),
                            title,
                            of("status." + page.status()),
                            payment(found.order()),
                            note.map(this::note).orElse(Html.NONE),
                            lines(page),
                            offers(page, token),
                            facts(found.order(), page)));
        }

        private String payment(Order order) {
            var isOnDelivery = order.paymentMethod().equals(PaymentMethod.CASH_ON_DELIVERY)
                    && order.paymentStatus() == OrderPaymentStatus.PENDING
                    && !order.total().isZero();
            return isOnDelivery
                    ? of("payment.cash")
                    : of("payment."
                            + (order.total().isZero()
                                    ? OrderPaymentStatus.PAID.id()
                                    : order.paymentStatus().id()));
        }

        private Html note(Note note) {
            return Html.of("<p class=\"note\" role=\"status\">%s</p>\n", of("note." + note.id()));
        }

        private Html lines(OrderPage page) {
            return Html.of(
                    """
                    <table>
                    %s<tfoot>%s%s</tfoot>
                    </table>
                    """,
                    Html.of(page.items().stream()
                            .map(line -> Html.of(
                                    "<tr><td dir=\"auto\">%s</td><td>%s</td><td>%s</td></tr>\n",
                                    line.title(),
                                    line.isThing() ? line.quantity() + " × " + line.unitPrice() : "",
                                    line.lineTotal()))),
                    sum("total", page.totalAmount(), page.currency()),
                    page.dueAmount().equals(page.totalAmount()) || page.isSettled()
                            ? Html.NONE
                            : sum("due", page.dueAmount(), page.currency()));
        }

        private Html sum(String name, String amount, String currency) {
            return Html.of(
                    "<tr><th scope=\"row\" colspan=\"2\">%s</th><td>%s %s</td></tr>", of(name), amount, currency);
        }

        /** A form a method: the button alone is enough to read what it does. */
        private Html offers(OrderPage page, String token) {
            if (page.paymentMethods().isEmpty()) {
                return page.isSettled() ? Html.NONE : Html.of("<p class=\"pay\">%s</p>\n", of("unavailable"));
            }
            return Html.of(
                    """
                    <section class="pay"><h2>%s</h2>
                    %s</section>
                    """,
                    of("pay", "amount", page.dueAmount() + " " + page.currency()),
                    Html.of(page.paymentMethods().stream().map(offer -> form(offer, token))));
        }

        private Html form(Offer offer, String token) {
            return Html.of("""
                    <form method="post" action="%s/payments"><button name="method" value="%s">%s</button></form>
                    """, links.url(token), offer.method(), of("pay.with", "method", offer.label()));
        }

        private Html facts(Order order, OrderPage page) {
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
                            url, of("track"))
                    : Html.NONE;
        }

        private Html fact(String name, String value) {
            return Html.of("<dt>%s</dt><dd>%s</dd>", of(name), value);
        }
    }
}
