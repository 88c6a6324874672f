package io.ordergate.web.idempotency;

import io.ordergate.support.database.Sql;
import java.util.Map;

/** The part of a larger statement that concerns kept answers. */
public final class IdempotencySql {

    private IdempotencySql() {}

    /**
     * A data-modifying expression named {@code forgotten} that deletes the answers which tell of these subjects.
     *
     * @param source an expression of the same statement with the column {@code id}
     */
    public static String forget(String source) {
        return Sql.fragment("""
                forgotten as (
                  delete from idempotency_keys k using {source} s where k.subject_id = s.id)""", Map.of("source", source));
    }
}
