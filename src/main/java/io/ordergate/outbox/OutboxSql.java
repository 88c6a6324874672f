package io.ordergate.outbox;

import io.ordergate.support.database.Sql;
import java.util.Map;

/** Pieces of the outbox for larger statements. */
public final class OutboxSql {

    private OutboxSql() {}

    /** A statement that deletes deliveries {@code d} of this condition, {@code :size} at most. */
    public static String drop(String condition) {
        return Sql.fragment("""
                delete from outbox_deliveries where id = any (array(
                  select d.id from outbox_deliveries d
                   where {condition}
                   limit :size for update of d skip locked))""", Map.of("condition", condition));
    }

    /**
     * A data-modifying expression named {@code event} that appends one message for each row of {@code source}.
     *
     * @param source an expression of the same statement with the columns {@code subject_id} and {@code payload}
     */
    public static String append(Topic topic, String source) {
        return Sql.fragment("""
                event as (
                  insert into outbox (topic, subject_id, payload)
                  select '{topic}', s.subject_id, s.payload from {source} s)""", Map.of("topic", topic.id(), "source", source));
    }
}
