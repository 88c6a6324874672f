package io.ordergate.identity.account;

import io.ordergate.identity.account.UserListRepository.UserFilter;
import io.ordergate.support.database.Sql;
import io.ordergate.web.security.Role;
import java.util.Map;

/** The lists of accounts, without filters and with all of them, for {@code src/docs/sql}. */
final class UserListSqlForms {

    static final Map<String, Sql> FORMS = Map.of(
            "all", UserListRepository.sql(new UserFilter(null, null)),
            "filtered", UserListRepository.sql(new UserFilter(Role.VENDOR, false)),
            "search", UserListRepository.sql(UserSearch.of("+880 171")));

    private UserListSqlForms() {}
}
