package io.ordergate.ordering.model;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ordering.model.Pricing.PricedItems;
import io.ordergate.support.Amounts;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.support.secret.Sensitive;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Reads an order with its items from one row, and writes a draft as the payload of its rows. */
@Component
public class OrderRows {

    public static final String COLUMNS = """
            p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
            p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
            p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at""";

    /** The lines of an order {@code p} as they are in the table. */
    public static final String ITEMS = """
            (select json_agg(json_build_object('position', i.position, 'kind', i.kind, 'product_id', i.product_id, 'title', i.title,
                                               'unit_price_minor', i.unit_price_minor, 'quantity', i.quantity)
                             order by i.position)::text
               from order_items i where i.order_id = p.id) as items""";

    private final JsonMapper json;
    private final PhoneNumbers phones;
    private final ObjectReader items;
    private final ObjectReader payloads;

    OrderRows(JsonMapper json, PhoneNumbers phones) {
        this.json = json;
        this.phones = phones;
        this.items = json.readerFor(OrderPayload.ItemRow[].class);
        this.payloads = json.readerFor(OrderPayload.class);
    }

    /** The JSON of the draft for {@link PlacementSql}. */
    public String payload(OrderDraft draft) {
        return json.writeValueAsString(OrderPayload.of(draft));
    }

    /** The lines and prices of a payload. */
    PricedItems prices(String payload) {
        OrderPayload stored = payloads.readValue(payload);
        return stored.prices();
    }

    /** The order in a row that has {@link #COLUMNS} and {@code items}, the JSON of its lines. */
    public Order read(Readable row) {
        var currency = value(row, "currency", String.class);
        OrderPayload.ItemRow[] lines = items.readValue(value(row, "items", String.class));
        return new Order(
                value(row, "id", UUID.class),
                value(row, "number", String.class),
                row.get("customer_id", UUID.class),
                phones.storedOrNull(row.get("phone", String.class)),
                sensitive(row, "customer_name"),
                sensitive(row, "address"),
                new PaymentMethod(value(row, "payment_method", String.class)),
                OrderPaymentStatus.ofId(value(row, "payment_status", String.class)),
                OrderStatus.ofId(value(row, "status", String.class)),
                Fulfilment.ofId(value(row, "fulfilment", String.class)),
                Amounts.ofMinor(currency, value(row, "total_minor", Long.class)),
                Order.PriceSource.ofId(value(row, "price_source", String.class)),
                sensitive(row, "note"),
                Arrays.stream(lines).map(line -> line.item(currency)).toList(),
                sensitive(row, "status_reason"),
                new Parcel(
                        row.get("carrier", String.class),
                        row.get("tracking_number", String.class),
                        row.get("tracking_url", String.class)),
                value(row, "version", Integer.class),
                value(row, "created_at", Instant.class),
                value(row, "updated_at", Instant.class));
    }

    private static @Nullable Sensitive sensitive(Readable row, String column) {
        var text = row.get(column, String.class);
        return text == null ? null : Sensitive.of(text);
    }
}
