package io.ordergate.identity.user;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.EmailAddress;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.web.security.Role;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Reads accounts from rows, and joins accounts to rows of other features. */
@Component
public class UserRows {

    /** The columns that {@link #read} reads, of a table or expression named {@code u}. */
    public static final String COLUMNS = """
            u.id, u.name, u.email, u.password_hash, u.phone, u.claimed_phone, u.role, u.active, u.version,
            u.created_at, u.updated_at""";

    private final PhoneNumbers phones;

    UserRows(PhoneNumbers phones) {
        this.phones = phones;
    }

    /** Joins the account {@code u} of this id, with its proven {@code phone} and its {@code claimed_phone}. */
    public static String join(String id) {
        return Sql.fragment("join users u on u.id = {id}", Map.of("id", id));
    }

    /** The account in a row that has {@link #COLUMNS}. */
    public User read(Readable row) {
        var email = row.get("email", String.class);
        return new User(
                value(row, "id", UUID.class),
                value(row, "name", String.class),
                email == null ? null : new EmailAddress(email),
                row.get("password_hash", String.class),
                phones.storedOrNull(row.get("phone", String.class)),
                phones.storedOrNull(row.get("claimed_phone", String.class)),
                Role.of(value(row, "role", String.class)),
                value(row, "active", Boolean.class),
                value(row, "version", Integer.class),
                value(row, "created_at", Instant.class),
                value(row, "updated_at", Instant.class));
    }
}
