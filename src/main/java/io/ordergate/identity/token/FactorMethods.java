package io.ordergate.identity.token;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Sql;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Map;

/**
 * The pieces of SQL that statements about second factors share: how an account can prove one, which is read in the statement that finds
 * a caller, so that with the next call a factor counts; and what follows from a proof or a removal.
 */
public final class FactorMethods {

    /** The names of the methods of an account named {@code u}, with commas between them. */
    public static final String SQL = """
            concat_ws(',',
              (select 'totp' from second_factors s where s.user_id = u.id and s.totp_secret is not null),
              (select 'passkey' from passkeys p where p.user_id = u.id limit 1),
              (select 'recovery_code' from recovery_codes r where r.user_id = u.id and r.used_at is null limit 1))""";

    /** Marks the sign-in of an accepted {@code guess}. */
    public static final String PROVEN = """
            proven as (
              update refresh_families f set factor_at = now(), last_used_at = now()
                from guess g, users u
               where g.accepted and f.id = :family_id and f.user_id = :user_id and f.revoked_at is null
                 and u.id = f.user_id and u.active)""";

    private FactorMethods() {}

    /**
     * The expressions that follow the removal of a factor of the accounts in {@code removed}, unless another factor is left.
     *
     * @param another a query that finds another factor of the account {@code r}
     */
    public static String cleared(String another) {
        return Sql.fragment("""
                bare as (
                  select r.user_id from removed r where not exists ({another})),
                codes as (
                  delete from recovery_codes c using bare b where c.user_id = b.user_id),
                unproven as (
                  update refresh_families f set factor_at = null
                    from bare b where f.user_id = b.user_id and f.factor_at is not null)""", Map.of("another", another));
    }

    /** The methods in the column {@code methods} of a row. */
    public static List<String> of(Readable row) {
        var names = value(row, "methods", String.class);
        return names.isEmpty() ? List.of() : List.of(names.split(",", -1));
    }
}
