package io.ordergate.ordering;

import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.ordering.model.OrderRows;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Ids;
import io.ordergate.web.request.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of a list of orders, newest first. An absent filter is left out, because a plan that allows for it uses no
 * index; the status is one of few known names and is written out, since few orders have the rare ones and the plan must
 * know it. Ids are in time order, so that a time range is also a range of ids, with a minute on each side for clocks
 * that differ.
 */
record ListSql(OrderScope scope, OrderFilter filter) {

    private static final UUID LAST = new UUID(-1, -1);
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    /** The orders after the cursor; {@code limit} is a parameter. */
    Sql.Call call(@Nullable Cursor after, int limit) {
        return bound(sql(), values(after, limit));
    }

    /**
     * The orders behind the first ones, of which only the ids are read: {@code skip}, {@code reach} and {@code limit}
     * are parameters.
     */
    Sql.Call call(int skip, int limit) {
        var values = values(null, limit);
        values.put("skip", skip);
        values.put("reach", skip + limit);
        return bound(skippingSql(), values);
    }

    private static Sql.Call bound(Sql sql, Map<String, Object> values) {
        var call = sql.call();
        values.forEach(call::bind);
        return call;
    }

    Sql sql() {
        return sql(ids("limit"));
    }

    Sql skippingSql() {
        var ids = ids("reach");
        return sql("select id from (" + ids + ") as u order by id desc offset :skip limit :limit");
    }

    private static Sql sql(String ids) {
        return Sql.of("""
                select {columns}, {items}
                  from ({ids}) as page join orders p on p.id = page.id
                 order by p.id desc limit :limit""", Map.of("columns", OrderRows.COLUMNS, "items", OrderRows.ITEMS, "ids", ids));
    }

    private String ids(String limit) {
        var text = filter.text();
        if (scope.everybodys() && text != null) {
            return text.newest("orders", "o", String.join("", conditions()), limit);
        }
        var matches = text == null ? "" : " and " + text.matches("o.search");
        var end = matches + " order by o.id desc limit :" + limit;
        var branches = new ArrayList<String>();
        if (scope.everybodys()) {
            branches.add(branch("") + end);
        }
        if (!scope.everybodys() && scope.customerId() != null) {
            branches.add(branch(" and o.customer_id = :own_id") + end);
        }
        if (!scope.everybodys() && scope.phone() != null) {
            branches.add(branch(" and o.phone = :own_phone") + end);
        }
        return branches.isEmpty()
                ? "select null::uuid as id where false"
                : "(" + String.join(") union (", branches) + ")";
    }

    private String branch(String whose) {
        return "select o.id from orders o where o.id < :before" + whose + String.join("", conditions());
    }

    private List<String> conditions() {
        var conditions = new ArrayList<String>();
        var status = filter.status();
        if (status != null) {
            conditions.add(" and o.status = '" + status.id() + "'");
        }
        if (filter.phone() != null) {
            conditions.add(" and o.phone = :phone");
        }
        if (filter.from() != null) {
            conditions.add(" and o.id >= :first and o.created_at >= :from");
        }
        if (filter.to() != null) {
            conditions.add(" and o.id < :end and o.created_at < :to");
        }
        return conditions;
    }

    /** The parameters of the text, and nothing else. */
    Map<String, Object> values(@Nullable Cursor after, int limit) {
        var values = new LinkedHashMap<String, Object>();
        values.put("before", after == null ? LAST : after.id());
        values.put("limit", limit);
        if (!scope.everybodys()) {
            put(values, "own_id", scope.customerId());
            put(values, "own_phone", e164(scope.phone()));
        }
        var text = filter.text();
        put(values, "phone", e164(filter.phone()));
        if (text != null) {
            values.putAll(text.values());
        }
        put(values, "from", filter.from());
        put(values, "first", smallest(filter.from(), CLOCKS_DIFFER.negated()));
        put(values, "to", filter.to());
        put(values, "end", smallest(filter.to(), CLOCKS_DIFFER));
        return values;
    }

    private static @Nullable String e164(@Nullable PhoneNumber phone) {
        return phone == null ? null : phone.e164();
    }

    private static @Nullable UUID smallest(@Nullable Instant time, Duration shift) {
        if (time == null) {
            return null;
        }
        var shifted = time.plus(shift);
        return Ids.smallest(shifted.isBefore(Instant.EPOCH) ? Instant.EPOCH : shifted);
    }

    private static void put(Map<String, Object> values, String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value);
        }
    }
}
