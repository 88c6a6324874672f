package io.ordergate.web.idempotency;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.web.request.Reply;
import io.r2dbc.spi.Readable;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Idempotency keys and the answers they got, in PostgreSQL. All of it happens in the caller's transaction. */
@Repository
class IdempotencyRepository {

    private static final Sql LOCK = Sql.of("select pg_try_advisory_xact_lock(:lock) as free");

    private static final Sql FIND = Sql.of("""
            select request = :request as same, status, location, etag, body, subject_id
              from idempotency_keys
             where caller = :caller and key = :key and created_at > now() - interval '24 hours'""");

    /** A row that is there already is one whose time is over. */
    private static final Sql STORE = Sql.of("""
            insert into idempotency_keys (caller, key, request, subject_id, status, location, etag, body)
            values (:caller, :key, :request, :subject_id, :status, :location, :etag, :body)
            on conflict (caller, key) do update
               set request = excluded.request, subject_id = excluded.subject_id, status = excluded.status,
                   location = excluded.location, etag = excluded.etag, body = excluded.body, created_at = now()""");

    private final Db db;

    IdempotencyRepository(Db db) {
        this.db = db;
    }

    /** Locks the key until the transaction ends; false when another call holds the lock. */
    Mono<Boolean> lock(KeyedCall call) {
        return db.one(LOCK.bind("lock", call.lock()), row -> value(row, "free", Boolean.class));
    }

    /** The answer that an earlier call with this key was given, if any. Errors: {@code idempotency-key-reused}. */
    Mono<Reply> find(KeyedCall call) {
        return db.one(
                FIND.bind("caller", call.caller()).bind("key", call.key()).bind("request", call.request()),
                IdempotencyRepository::reply);
    }

    Mono<Void> store(KeyedCall call, Reply reply, String body) {
        return db.update(STORE.bind("caller", call.caller())
                        .bind("key", call.key())
                        .bind("request", call.request())
                        .bind("subject_id", reply.subjectId(), UUID.class)
                        .bind("status", reply.status())
                        .bind("location", reply.location(), String.class)
                        .bind("etag", reply.etag(), String.class)
                        .bind("body", body))
                .then();
    }

    private static Reply reply(Readable row) {
        if (!value(row, "same", Boolean.class)) {
            throw Failure.of(ProblemCode.IDEMPOTENCY_KEY_REUSED);
        }
        return new Reply(
                value(row, "status", Integer.class),
                row.get("location", String.class),
                row.get("etag", String.class),
                row.get("subject_id", UUID.class),
                value(row, "body", String.class));
    }
}
