package io.ordergate.ordering;

import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.support.database.Search;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.security.Caller;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lists of orders, without filters and with all of them, for {@code src/docs/sql}. */
public final class ListSqlForms {

    static final Map<String, Sql> FORMS = new TreeMap<>();

    static {
        var everybodys = new OrderScope(true, null, null);
        var own = new OrderScope(false, new UUID(0, 1), new PhoneNumber("+1", "US"));
        var all = new OrderFilter(
                OrderStatus.PENDING, new PhoneNumber("+1", "US"), Search.of("abc"), Instant.EPOCH, Instant.EPOCH);
        add("everybody's", new ListSql(everybodys, OrderFilter.ALL));
        add("everybody's, filtered", new ListSql(everybodys, all));
        add("own", new ListSql(own, OrderFilter.ALL));
        add("own, filtered", new ListSql(own, all));
    }

    private ListSqlForms() {}

    /** A list with its values written out, for {@code explain}. */
    public static String withValues(Caller caller, OrderFilter filter, @Nullable Cursor after, int limit) {
        var list = new ListSql(OrderScope.of(caller), filter);
        return withValues(list.sql().source(), list, after, limit);
    }

    /** The first page of everybody's orders with a text, in one statement whose plan is the planner's. */
    public static String plainWithValues(OrderFilter filter, Search search, int limit) {
        var everybodys = new OrderScope(true, null, null);
        var all = new OrderFilter(filter.status(), filter.phone(), null, filter.from(), filter.to());
        var end = " order by o.id desc limit :limit)";
        var source = new ListSql(everybodys, all).sql().source();
        var searched = new OrderFilter(filter.status(), filter.phone(), search, filter.from(), filter.to());
        return withValues(
                source.replace(end, " and " + search.matches("o.search") + end),
                new ListSql(everybodys, searched),
                null,
                limit);
    }

    private static String withValues(String source, ListSql list, @Nullable Cursor after, int limit) {
        var text = source;
        for (var value : list.values(after, limit).entrySet()) {
            text = text.replaceAll(
                    "(?<!:):" + value.getKey() + "\\b",
                    value.getValue() instanceof Integer number ? number + "" : "'" + value.getValue() + "'");
        }
        return text;
    }

    private static void add(String name, ListSql list) {
        FORMS.put(name, list.sql());
        FORMS.put(name + ", skipping", list.skippingSql());
    }
}
