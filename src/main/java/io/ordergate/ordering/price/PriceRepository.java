package io.ordergate.ordering.price;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.web.request.PageRequest;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The price list in PostgreSQL. */
@Repository
class PriceRepository {

    /** The channel of notices that the list has another version. */
    static final String CHANNEL = "prices";

    /** One statement, so that rows and version belong together. It has one row at least, maybe without a price. */
    private static final Sql SINCE = Sql.of("""
            select l.version as list_version, l.removed > :since as whole, p.product_id, p.currency, p.amount_minor, p.title,
                   p.active
              from price_list l
              left join prices p on l.removed > :since or p.version > :since""");

    private static final Sql SOLD_OUT = Sql.of("select product_id from stock where available = 0");

    private static final Sql VERSION = Sql.of("select version from price_list");

    private static final Sql LOCK = Sql.of("select version from price_list for update");

    /** In the order in which orders lock them, too. */
    private static final Sql LOCK_STOCK =
            Sql.of("select count(*) from (select from stock order by product_id for update) locked");

    private static final String WANTED = """
            wanted as materialized (
              select r.* from jsonb_to_recordset(:rows::jsonb)
                  as r (product_id text, currency text, amount_minor bigint, title text, active boolean, available bigint))""";

    private static final Sql WRITE = Sql.of("""
            with {wanted},
            gone as (
              delete from prices p
               where :whole and not exists (select from wanted w
                                             where w.product_id = p.product_id and w.currency = p.currency)
              returning p.id),
            list as (
              update price_list l
                 set version = l.version + 1,
                     removed = case when exists (select from gone) then l.version + 1 else l.removed end
              returning l.version),
            written as (
              insert into prices as p (product_id, currency, amount_minor, title, active, version)
              select w.product_id, w.currency, w.amount_minor, w.title, w.active, l.version
                from wanted w cross join list l
              on conflict (product_id, currency) do update
                 set amount_minor = excluded.amount_minor, title = excluded.title, active = excluded.active,
                     version = excluded.version
               where (p.amount_minor, p.title, p.active)
                     is distinct from (excluded.amount_minor, excluded.title, excluded.active)
              returning p.id)
            select l.version, (select count(*) from written) as written, (select count(*) from gone) as removed,
                   pg_notify('prices', '')::text as told
              from list l""", Map.of("wanted", WANTED));

    private static final Sql WRITE_STOCK = Sql.of("""
            with {wanted},
            gone as (
              delete from stock s
               where :whole and not exists (select from wanted w where w.product_id = s.product_id))
            insert into stock (product_id, available)
            select w.product_id, max(w.available)
              from wanted w where w.available is not null
             group by w.product_id order by w.product_id
            on conflict (product_id) do update set available = excluded.available""", Map.of("wanted", WANTED));

    private static final Sql DELETE = Sql.of("""
            with gone as (delete from prices where product_id = :product_id returning id),
            unstocked as (delete from stock where product_id = :product_id)
            update price_list l
               set version = l.version + 1, removed = l.version + 1
             where exists (select from gone)
            returning l.version, pg_notify('prices', '')::text as told""");

    private static final Sql PAGE = Sql.of("""
            select p.id, p.product_id, p.currency, p.amount_minor, p.title, p.active, s.available
              from prices p left join stock s on s.product_id = p.product_id
             where p.id > :after and (:product_id::text is null or p.product_id = :product_id)
               and (:text::text is null or strpos(lower(p.product_id || ' ' || coalesce(p.title, '')), lower(:text)) > 0)
             order by p.id limit :limit""");

    private static final Sql SOLD = Sql.of("""
            select p.id, p.product_id, p.currency, p.amount_minor, p.title, p.active, s.available
              from prices p left join stock s on s.product_id = p.product_id
             where p.id > :after and p.active and (:currency::text is null or p.currency = :currency)
             order by p.id limit :limit""");

    private final Db db;
    private final JsonMapper json;

    PriceRepository(Db db, JsonMapper json) {
        this.db = db;
        this.json = json;
    }

    private record Loaded(int version, boolean whole, Prices.@Nullable Price price) {}

    /** A row of the list, with its place among all. */
    record StoredPrice(
            long id, Prices.Price price, @Nullable Long available) {}

    /** What a write has done, and the version that came of it. */
    record Written(int version, long written, long removed) {}

    /** What has changed since this version. */
    Mono<PriceSnapshot.Change> since(int version) {
        return db.list(SINCE.bind("since", version), PriceRepository::loaded)
                .map(rows -> new PriceSnapshot.Change(
                        rows.get(0).version(),
                        rows.get(0).whole(),
                        rows.stream()
                                .map(Loaded::price)
                                .filter(Objects::nonNull)
                                .toList()));
    }

    /** The products of which nothing is left. */
    Mono<Set<String>> soldOut() {
        return db.list(SOLD_OUT.call(), row -> value(row, "product_id", String.class))
                .map(Set::copyOf);
    }

    Mono<Integer> version() {
        return db.one(VERSION.call(), row -> value(row, "version", Integer.class));
    }

    /** The version, which stays until the transaction ends. */
    Mono<Integer> lock() {
        return db.one(LOCK.call(), row -> value(row, "version", Integer.class));
    }

    /** Writes these rows, and removes all others if they are the whole list. Within the transaction that holds the lock. */
    Mono<Written> write(List<PriceForm.Row> rows, boolean whole) {
        var text = Json.of(json.writeValueAsString(rows));
        var written = db.one(
                WRITE.bind("rows", text).bind("whole", whole),
                row -> new Written(
                        value(row, "version", Integer.class),
                        value(row, "written", Long.class),
                        value(row, "removed", Long.class)));
        return whole || rows.stream().anyMatch(row -> row.available() != null)
                ? written.delayUntil(done -> db.one(LOCK_STOCK.call(), row -> true))
                        .delayUntil(
                                done -> db.update(WRITE_STOCK.bind("rows", text).bind("whole", whole)))
                : written;
    }

    /** Removes a product in all currencies; empty when it is not there. Within the transaction that holds the lock. */
    Mono<Integer> delete(String productId) {
        return db.one(DELETE.bind("product_id", productId), row -> value(row, "version", Integer.class));
    }

    /**
     * A page of the list.
     *
     * @param text what the product's id or title contains
     */
    Mono<List<StoredPrice>> page(@Nullable String productId, @Nullable String text, PageRequest request) {
        return page(PAGE.bind("product_id", productId, String.class).bind("text", text, String.class), request);
    }

    /** What is sold, in one currency or in all. */
    Mono<List<StoredPrice>> sold(@Nullable String currency, PageRequest request) {
        return page(SOLD.bind("currency", currency, String.class), request);
    }

    private Mono<List<StoredPrice>> page(Sql.Call call, PageRequest request) {
        var after = request.after();
        return db.list(
                call.bind("after", after == null ? 0L : after.number()).bind("limit", request.fetch()),
                row -> new StoredPrice(value(row, "id", Long.class), price(row), row.get("available", Long.class)));
    }

    private static Loaded loaded(Readable row) {
        return new Loaded(
                value(row, "list_version", Integer.class),
                value(row, "whole", Boolean.class),
                row.get("product_id", String.class) == null ? null : price(row));
    }

    private static Prices.Price price(Readable row) {
        return new Prices.Price(
                value(row, "product_id", String.class),
                value(row, "currency", String.class).intern(),
                value(row, "amount_minor", Long.class),
                row.get("title", String.class),
                value(row, "active", Boolean.class));
    }
}
