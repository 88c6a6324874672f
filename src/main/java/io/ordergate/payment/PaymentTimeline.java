package io.ordergate.payment;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ordering.timeline.TimelinePart;
import io.ordergate.support.Amounts;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The payments of an order, their refunds, and what of them a person has to look at. */
@Repository
class PaymentTimeline implements TimelinePart {

    private static final Sql FIND = Sql.of("""
            with paid as materialized (select * from payments where order_id = :order_id)
            select 'payment' as kind, p.created_at as at, p.provider as what, p.status as state, null as by,
                   p.reason as detail, p.amount_minor, p.currency
              from paid p
             union all
            select 'refund', r.created_at, r.cause, r.status, p.provider, r.reason, r.amount_minor, p.currency
              from paid p join refunds r on r.payment_id = p.id
             union all
            select 'flag', f.created_at, f.reason, 'open', p.provider, null,
                   coalesce(f.reported_minor, p.amount_minor), coalesce(f.reported_currency, p.currency)
              from paid p join payment_flags f on f.payment_id = p.id and f.resolved_at is null
             order by at desc limit :limit""");

    private final Db db;

    PaymentTimeline(Db db) {
        this.db = db;
    }

    @Override
    public Mono<List<Entry>> entries(Subject subject) {
        return db.list(FIND.bind("order_id", subject.orderId()).bind("limit", MOST), PaymentTimeline::entry);
    }

    private static Entry entry(Readable row) {
        var currency = value(row, "currency", String.class);
        var known = Amounts.currency(currency) != null;
        var minor = BigDecimal.valueOf(value(row, "amount_minor", Long.class));
        return new Entry(
                value(row, "kind", String.class),
                value(row, "at", Instant.class),
                value(row, "what", String.class),
                value(row, "state", String.class),
                row.get("by", String.class),
                row.get("detail", String.class),
                known ? Amounts.text(minor, currency) : null,
                known ? currency : null);
    }
}
