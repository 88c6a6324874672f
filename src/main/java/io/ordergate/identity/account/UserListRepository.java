package io.ordergate.identity.account;

import io.ordergate.identity.user.User;
import io.ordergate.identity.user.UserRows;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Search;
import io.ordergate.support.database.Sql;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Role;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Lists accounts, newest first: ids are in time order. Erased accounts are not listed. */
@Repository
class UserListRepository {

    /** The accounts that an admin wants to see; a missing value does not filter. */
    record UserFilter(@Nullable Role role, @Nullable Boolean active) {}

    private static final UUID LAST = new UUID(-1, -1);

    private final Db db;
    private final UserRows rows;

    UserListRepository(Db db, UserRows rows) {
        this.db = db;
        this.rows = rows;
    }

    Mono<Page<User>> find(UserFilter filter, PageRequest request) {
        return page(db.replica().list(bound(sql(filter).call(), request), rows::read), request);
    }

    /** Finds accounts by a part of their data. Errors: {@code search-too-common}. */
    Mono<Page<User>> search(Search search, PageRequest request) {
        var call = sql(search).call();
        search.values().forEach(call::bind);
        return page(db.replica().search(bound(call, request), rows::read), request);
    }

    static Sql sql(Search search) {
        return Sql.of(
                """
                select {columns} from ({ids}) as page join users u on u.id = page.id
                 order by u.id desc limit :limit""",
                Map.of(
                        "columns",
                        UserRows.COLUMNS,
                        "ids",
                        search.newest("users", "u", " and u.erased_at is null", "limit")));
    }

    /**
     * The statement of a filter, one of twelve texts. The role stands in the text, since it is one of our own names and
     * not the client's, and since the plan must know how rare the role is.
     */
    static Sql sql(UserFilter filter) {
        var role = filter.role();
        var active = filter.active();
        return newest((role == null ? "" : " and u.role = '" + role.id() + "'")
                + (active == null ? "" : active ? " and u.active" : " and not u.active"));
    }

    private static Sql newest(String condition) {
        return Sql.of("""
                select {columns} from users u
                 where u.erased_at is null and u.id < :before{condition}
                 order by u.id desc limit :limit""", Map.of("columns", UserRows.COLUMNS, "condition", condition));
    }

    private static Sql.Call bound(Sql.Call call, PageRequest request) {
        var after = request.after();
        return call.bind("before", after == null ? LAST : after.id()).bind("limit", request.fetch());
    }

    private static Mono<Page<User>> page(Mono<List<User>> found, PageRequest request) {
        return found.map(users -> Page.of(users, request, user -> Cursor.of(user.id())));
    }
}
