package io.ordergate.identity.user;

import io.ordergate.support.database.QueryTimeout;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Lists of accounts, newest first: ids are in time order. Erased accounts are in none. */
@Repository
public class UserListRepository {

    private static final String SELECT =
            "select " + UserRows.COLUMNS + " from users u where u.erased_at is null and u.id < :before";
    private static final String NEWEST_FIRST = " order by u.id desc limit :limit";

    /**
     * A plan for all patterns is a bad one: rare words want the index of trigrams, common ones the newest accounts. So each
     * search is planned for its own, until the transaction ends.
     */
    private static final String PLAN_EACH = "select set_config('plan_cache_mode', 'force_custom_plan', true)";

    private static final String MATCHING = " and (u.search like lower(:text) or u.search like lower(:phone))";

    private static final UUID LAST = new UUID(-1, -1);

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    UserListRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    public Mono<Page<User>> find(UserFilter filter, PageRequest request) {
        return page(database.sql(SELECT + condition(filter) + NEWEST_FIRST), request);
    }

    /** To be called in a transaction. */
    public Mono<Page<User>> search(UserSearch search, PageRequest request) {
        var statement = database.sql(SELECT + MATCHING + NEWEST_FIRST)
                .bind("text", search.text())
                .bind("phone", search.phone());
        return database.sql(PLAN_EACH).then().then(page(statement, request));
    }

    /** Twelve texts and no more. The role is ours, not the client's; few have the rare ones, and the plan must know it. */
    private static String condition(UserFilter filter) {
        var role = filter.role();
        var active = filter.active();
        return (role == null ? "" : " and u.role = '" + role.id() + "'")
                + (active == null ? "" : active ? " and u.active" : " and not u.active");
    }

    private Mono<Page<User>> page(GenericExecuteSpec statement, PageRequest request) {
        var after = request.after();
        return statement
                .bind("before", after == null ? LAST : after.id())
                .bind("limit", request.fetch())
                .map(UserRows::read)
                .all()
                .collectList()
                .transform(timeout::within)
                .map(rows -> Page.of(rows, request, user -> Cursor.of(user.id())));
    }
}
