package io.ordergate.identity.user;

import io.ordergate.support.database.Sql;
import java.util.Map;

/** What other features read of accounts within statements of their own. */
public final class UserSql {

    private UserSql() {}

    /** Joins the account {@code u} of this id: its phone, which was proven, and its claimed_phone, as it was given. */
    public static String join(String id) {
        return Sql.fragment("join users u on u.id = {id}", Map.of("id", id));
    }
}
