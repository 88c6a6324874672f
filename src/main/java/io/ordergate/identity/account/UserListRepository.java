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

/** Lists of accounts, newest first: ids are in time order. Erased accounts are in none. */
@Repository
class UserListRepository {

    /** Which accounts an admin wants to see; what is missing does not matter. */
    record UserFilter(@Nullable Role role, @Nullable Boolean active) {}

    private static final Sql SEARCH = newest(" and (u.search like lower(:text) or u.search like lower(:phone))");

    private static final UUID LAST = new UUID(-1, -1);

    private final Db db;

    UserListRepository(Db db) {
        this.db = db;
    }

    Mono<Page<User>> find(UserFilter filter, PageRequest request) {
        return page(sql(filter).call(), request);
    }

    /**
     * To be called in a transaction. A plan for all patterns is a bad one: rare words want the index of trigrams, common ones
     * the newest accounts.
     */
    Mono<Page<User>> search(UserSearch search, PageRequest request) {
        var call = SEARCH.bind("text", search.text()).bind("phone", search.phone());
        return db.planEach().then(page(call, request));
    }

    /** Twelve texts and no more. The role is ours, not the client's; few have the rare ones, and the plan must know it. */
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
        return db.list(call, UserRows::read).map(rows -> Page.of(rows, request, user -> Cursor.of(user.id())));
    }
}
