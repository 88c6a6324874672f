package io.ordergate.identity.user;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Sql;
import io.ordergate.web.security.Role;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Reads accounts from rows, and joins accounts to rows of other features. */
public final class UserRows {

    /** The columns that {@link #read} reads, of a table or expression named {@code u}. */
    public static final String COLUMNS = """
            u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
            u.created_at, u.updated_at""";

    private UserRows() {}

    /** Joins the account {@code u} of this id, with its proven {@code phone} and its {@code claimed_phone}. */
    public static String join(String id) {
        return Sql.fragment("join users u on u.id = {id}", Map.of("id", id));
    }

    public static User read(Readable row) {
        return new User(
                value(row, "id", UUID.class),
                value(row, "name", String.class),
                row.get("email", String.class),
                row.get("password_hash", String.class),
                row.get("phone", String.class),
                row.get("claimed_phone", String.class),
                Role.of(value(row, "role", String.class)),
                value(row, "active", Boolean.class),
                value(row, "version", Integer.class),
                value(row, "created_at", Instant.class),
                value(row, "updated_at", Instant.class));
    }
}
