package io.ordergate.identity.account;

import io.ordergate.identity.user.User;
import io.ordergate.identity.user.UserRows;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Role;
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

    private static final Sql SEARCH = newest(" and (u.search like lower(:text) or u.search like lower(:phone))");

    private static final UUID LAST = new UUID(-1, -1);

    private final Db db;
    private final UserRows rows;

    UserListRepository(Db db, UserRows rows) {
        this.db = db;
        this.rows = rows;
    }

    Mono<Page<User>> find(UserFilter filter, PageRequest request) {
        return page(sql(filter).call(), request);
    }

    /**
     * Finds accounts by a part of their data. The caller has begun a transaction, in which PostgreSQL plans each search
     * anew: rare words need the index of trigrams, common words need the newest accounts.
     */
    Mono<Page<User>> search(UserSearch search, PageRequest request) {
        var call = SEARCH.bind("text", search.text()).bind("phone", search.phone());
        return db.planEach().then(page(call, request));
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

    private Mono<Page<User>> page(Sql.Call call, PageRequest request) {
        var after = request.after();
        call.bind("before", after == null ? LAST : after.id()).bind("limit", request.fetch());
        return db.replica().list(call, rows::read).map(users -> Page.of(users, request, user -> Cursor.of(user.id())));
    }
}
