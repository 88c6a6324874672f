package io.ordergate.identity.token;

import static io.ordergate.support.database.Rows.value;

import io.r2dbc.spi.Readable;
import java.util.List;

/** How an account can prove a second factor, read in the statement that finds a caller: with the next call a factor counts. */
public final class FactorMethods {

    /** The names of the methods of an account named {@code u}, with commas between them. */
    public static final String SQL = """
            concat_ws(',',
              (select 'totp' from second_factors s where s.user_id = u.id and s.totp_secret is not null),
              (select 'passkey' from passkeys p where p.user_id = u.id limit 1),
              (select 'recovery_code' from recovery_codes r where r.user_id = u.id and r.used_at is null limit 1))""";

    private FactorMethods() {}

    /** The methods in the column {@code methods} of a row. */
    public static List<String> of(Readable row) {
        var names = value(row, "methods", String.class);
        return names.isEmpty() ? List.of() : List.of(names.split(",", -1));
    }
}
