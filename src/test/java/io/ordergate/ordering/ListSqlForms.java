package io.ordergate.ordering;

import io.ordergate.ordering.model.OrderFilter;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.ordering.model.SearchText;
import io.ordergate.support.database.Sql;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The lists of orders, without filters and with all of them, for {@code src/docs/sql}. */
final class ListSqlForms {

    static final Map<String, Sql> FORMS = new TreeMap<>();

    static {
        var everybodys = new OrderScope(true, null, null);
        var own = new OrderScope(false, new UUID(0, 1), "+1");
        var all = new OrderFilter(OrderStatus.PENDING, "+1", SearchText.of("abc"), Instant.EPOCH, Instant.EPOCH);
        add("everybody's", new ListSql(everybodys, OrderFilter.ALL));
        add("everybody's, filtered", new ListSql(everybodys, all));
        add("own", new ListSql(own, OrderFilter.ALL));
        add("own, filtered", new ListSql(own, all));
    }

    private ListSqlForms() {}

    private static void add(String name, ListSql list) {
        FORMS.put(name, list.sql());
        FORMS.put(name + ", skipping", list.skippingSql());
    }
}
