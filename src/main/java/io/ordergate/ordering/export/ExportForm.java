package io.ordergate.ordering.export;

import io.ordergate.ordering.model.Order;
import io.ordergate.support.Amounts;
import io.ordergate.support.secret.Sensitive;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The form of an export.
 *
 * @param rows what has a row of its own
 * @param bom whether it begins with a byte order mark, without which Excel does not take it for UTF-8
 * @param zone in which times are written, with their offset
 */
record ExportForm(Rows rows, boolean bom, ZoneId zone) {

    private static final String BOM = "\ufeff";
    private static final Pattern ITEM_END = Pattern.compile("[\";\\v\\t\\u037e\\u061b\\u204f\\ufe14\\ufe54\\uff1b]");
    private static final List<String> ORDER = List.of(
            "order_number",
            "id",
            "status",
            "fulfilment",
            "created_at",
            "updated_at",
            "customer_id",
            "customer_name",
            "phone_number",
            "address",
            "payment_method",
            "payment_status",
            "currency",
            "total_amount",
            "price_source");
    private static final List<String> ITEMS = List.of("items");
    private static final List<String> LINE =
            List.of("line", "product_id", "title", "unit_price", "quantity", "line_total", "kind");
    private static final List<String> END =
            List.of("note", "version", "status_reason", "carrier", "tracking_number", "tracking_url");

    /** What has a row of its own: an order, or each line of it. */
    enum Rows {
        ORDERS,
        LINES
    }

    String header() {
        return (bom ? BOM : "") + Csv.row(joined(ORDER, rows == Rows.ORDERS ? ITEMS : LINE, END));
    }

    String rows(Order order) {
        return switch (rows) {
            case ORDERS -> row(order, List.of(items(order)));
            case LINES -> lines(order);
        };
    }

    private String lines(Order order) {
        var lines = new StringBuilder();
        var number = 0;
        for (var item : order.items()) {
            number++;
            lines.append(row(
                    order,
                    cells(
                            number,
                            item.productId(),
                            item.title(),
                            item.unitPrice().getAmount(),
                            item.quantity(),
                            item.total().getAmount(),
                            item.kind().id())));
        }
        return lines.isEmpty() ? row(order, cells(null, null, null, null, null, null, null)) : lines.toString();
    }

    private String row(Order order, List<? extends @Nullable Object> middle) {
        var phone = order.phone();
        return Csv.row(joined(
                cells(
                        order.number(),
                        order.id(),
                        order.status().id(),
                        order.fulfilment().id(),
                        time(order.createdAt()),
                        time(order.updatedAt()),
                        order.customerId(),
                        Sensitive.textOf(order.customerName()),
                        phone == null ? null : phone.e164(),
                        Sensitive.textOf(order.address()),
                        order.paymentMethod().id(),
                        order.paymentStatus().id(),
                        order.total().getCurrencyUnit().getCode(),
                        Amounts.text(order.total()),
                        order.priceSource().id()),
                middle,
                cells(
                        Sensitive.textOf(order.note()),
                        order.version(),
                        Sensitive.textOf(order.statusReason()),
                        order.parcel().carrier(),
                        order.parcel().trackingNumber(),
                        order.parcel().trackingUrl())));
    }

    /**
     * The things that are ordered in one cell, to be packed; the rest of the price is in the rows of lines. A title with a quotation mark, or with a semicolon, a line end or what looks like one,
     * stands in quotation marks, so that it cannot look like another item.
     */
    private static String items(Order order) {
        return order.things().stream()
                .map(item -> item.quantity() + " x " + title(item.title()))
                .collect(Collectors.joining("; "));
    }

    private static String title(String title) {
        return ITEM_END.matcher(title).find() ? '"' + title.replace("\"", "\"\"") + '"' : title;
    }

    private String time(Instant time) {
        return time.atZone(zone).toOffsetDateTime().toString();
    }

    private static List<@Nullable Object> cells(@Nullable Object... cells) {
        var list = new ArrayList<@Nullable Object>(cells.length);
        for (var cell : cells) {
            list.add(cell);
        }
        return list;
    }

    @SafeVarargs
    private static List<@Nullable Object> joined(List<? extends @Nullable Object>... parts) {
        var all = new ArrayList<@Nullable Object>();
        for (var part : parts) {
            all.addAll(part);
        }
        return all;
    }
}
