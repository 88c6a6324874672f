package io.ordergate.identity.audit;

import io.ordergate.support.database.Sql;
import java.util.Map;

/**
 * The part of a larger statement that stores an event: a change of an account and its event are stored together or not
 * at all. {@link SecurityEvents#log} writes the line in the log, once the statement has succeeded.
 */
final class SecurityEventSql {

    private SecurityEventSql() {}

    /**
     * A data-modifying expression named {@code audit} that adds one event for each row of {@code source}. The
     * expression reads the parameter {@code address}, which statements that open sign-ins bind too.
     *
     * @param source an expression of the same statement with the columns {@code event} (an id of
     *     {@link SecurityEventType}), {@code actor_id}, {@code subject_id} and {@code detail}
     */
    static String append(String source) {
        return Sql.fragment("""
                audit as (
                  insert into security_events (event, actor_id, subject_id, address, request_id, detail)
                  select s.event, s.actor_id, s.subject_id, :address, :request_id, s.detail from {source} s)""", Map.of("source", source));
    }

    /**
     * Binds the parameters of {@link #append} except {@code address}; the id is {@code RequestLog.requestId} of the
     * context.
     */
    static Sql.Call bind(Sql.Call call, String requestId) {
        return call.bind("request_id", requestId);
    }
}
