package io.ordergate.identity.audit;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.r2dbc.postgresql.codec.Json;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Stores security events in PostgreSQL. */
@Repository
class SecurityEventRepository {

    private static final Sql INSERT = Sql.of("""
            insert into security_events (event, actor_id, subject_id, address, request_id, detail)
            values (:event, :actor_id::uuid, :subject_id::uuid, :address, :request_id, :detail::jsonb)""");

    private final Db db;
    private final JsonMapper json;

    SecurityEventRepository(Db db, JsonMapper json) {
        this.db = db;
        this.json = json;
    }

    Mono<Void> insert(SecurityEvent event, String requestId) {
        return db.update(INSERT.bind("event", event.type().id())
                        .bind("actor_id", event.actorId(), UUID.class)
                        .bind("subject_id", event.subjectId(), UUID.class)
                        .bind("address", event.address())
                        .bind("request_id", requestId)
                        .bind("detail", Json.of(json.writeValueAsString(event.detail()))))
                .then();
    }
}
