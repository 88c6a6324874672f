package io.ordergate.page;

import io.ordergate.ordering.link.OrderLinks;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderPaymentStatus;
import io.ordergate.ordering.model.PaymentMethod;
import io.ordergate.payment.LinkPayments;
import io.ordergate.payment.LinkPayments.Offer;
import io.ordergate.sms.text.TextTemplates;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Writes the page of an order as HTML that needs no script, in the language of the order's texts. It prints as a receipt. */
@Component
class PageHtml {

    /**
     * Forms may lead to any https page, since browsers hold the provider's page, to which a form is sent on, against this as well; no
     * form can be put into the page.
     */
    static final String CONTENT_POLICY = contentPolicy("'self' https:");

    private static final String ANY = "";

    /** The title of a line that the table of delivery fees has made. */
    private static final Pattern DELIVERY = Pattern.compile("Delivery(?: \\((.+)\\))?");

    private final TextTemplates texts;
    private final OrderLinks links;
    private final PageSettings settings;

    PageHtml(TextTemplates texts, OrderLinks links, PageSettings settings) {
        this.texts = texts;
        this.links = links;
        this.settings = settings;
    }

    /** The policy of a page whose forms go there and nowhere else. */
    static String contentPolicy(String formAction) {
        return "default-src 'none'; style-src 'self'; img-src 'self'; form-action " + formAction
                + "; base-uri 'none'; frame-ancestors 'none'";
    }

    /** The page that opens a provider's page with a form. */
    String form(Order order, LinkPayments.Action action) {
        var language = texts.ofCountry(OrderPage.phone(order).country());
        return new Words(language).form(order, action).text();
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
                            new PageFacts(this::of, settings).of(found.order(), page)));
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
                                    title(line),
                                    line.isThing() ? line.quantity() + " × " + line.unitPrice() : "",
                                    line.lineTotal()))),
                    sum("total", page.totalAmount(), page.currency()),
                    page.dueAmount().equals(page.totalAmount()) || page.isSettled()
                            ? Html.NONE
                            : sum("due", page.dueAmount(), page.currency()));
        }

        /** The shop's own delivery fees are called by the customer's language. */
        private String title(OrderPage.Line line) {
            var zone = DELIVERY.matcher(line.title());
            if (!line.isDelivery() || !zone.matches()) {
                return line.title();
            }
            return zone.group(1) == null ? of("delivery") : of("delivery.zone", "zone", zone.group(1));
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

        /** The customer presses a button once more, since the page has no script. */
        private Html form(Order order, LinkPayments.Action action) {
            var title = of("title", "number", order.number());
            return document(
                    title,
                    Html.of(
                            """
                    <header><p>%s</p><h1>%s</h1></header>
                    <section class="pay">
                    <form method="post" action="%s">%s<button>%s</button></form>
                    </section>
                    """,
                            of("shop"),
                            title,
                            action.url(),
                            Html.of(new TreeMap<>(action.fields())
                                    .entrySet().stream()
                                            .map(field -> Html.of(
                                                    "<input type=\"hidden\" name=\"%s\" value=\"%s\">",
                                                    field.getKey(), field.getValue()))),
                            of("continue")));
        }

        private Html form(Offer offer, String token) {
            return Html.of("""
                    <form method="post" action="%s/payments"><button name="method" value="%s">%s</button></form>
                    """, links.url(token), offer.method(), of("pay.with", "method", offer.label()));
        }
    }
}
