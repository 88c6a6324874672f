package io.ordergate.identity.audit;

import io.ordergate.support.database.QueryTimeout;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Stores security events in PostgreSQL. */
@Repository
class SecurityEventRepository {

    private static final String INSERT = """
            insert into security_events (event, actor_id, subject_id, address, request_id, detail)
            values (:event, :actor_id::uuid, :subject_id::uuid, :address, :request_id, :detail::jsonb)""";

    private final DatabaseClient database;
    private final QueryTimeout timeout;
    private final JsonMapper json;

    SecurityEventRepository(DatabaseClient database, QueryTimeout timeout, JsonMapper json) {
        this.database = database;
        this.timeout = timeout;
        this.json = json;
    }

    Mono<Void> insert(SecurityEvent event, String requestId) {
        return database.sql(INSERT)
                .bind("event", event.type().id())
                .bind("actor_id", id(event.actorId()))
                .bind("subject_id", id(event.subjectId()))
                .bind("address", event.address())
                .bind("request_id", requestId)
                .bind("detail", Json.of(json.writeValueAsString(event.detail())))
                .then()
                .transform(timeout::within);
    }

    private static Parameter id(@Nullable UUID id) {
        return id == null ? Parameters.in(R2dbcType.VARCHAR) : Parameters.in(id);
    }
}
