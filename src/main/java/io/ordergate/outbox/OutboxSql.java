package io.ordergate.outbox;

/** The outbox's piece of a larger statement. */
public final class OutboxSql {

    private OutboxSql() {}

    /**
     * A data-modifying expression named {@code event} that appends one message for each row of {@code source}.
     *
     * @param source an expression of the same statement with the columns {@code subject_id} and {@code payload}
     */
    public static String append(String topic, String source) {
        return """
                event as (
                  insert into outbox (topic, subject_id, payload)
                  select '%s', s.subject_id, s.payload from %s s)""".formatted(topic, source);
    }
}
