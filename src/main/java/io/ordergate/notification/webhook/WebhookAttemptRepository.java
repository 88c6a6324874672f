package io.ordergate.notification.webhook;

import static io.ordergate.support.database.Rows.first;
import static io.ordergate.support.database.Rows.value;

import io.ordergate.outbox.OutboxMessage;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Reads and writes the log of calls, the last one first: ids are in time order. */
@Repository
class WebhookAttemptRepository {

    /** Records also since when the endpoint fails, and switches it off when that is long enough. */
    private static final Sql LOG = Sql.of("""
            with logged as (
              insert into webhook_attempts (id, endpoint_id, message_id, topic, attempt, duration_ms, status, error)
              select :id, e.id, :message_id, :topic,
                     (select count(*) + 1 from webhook_attempts a where a.endpoint_id = e.id and a.message_id = :message_id),
                     :duration, nullif(:status, 0), nullif(:error, '')
                from webhook_endpoints e where e.id = :endpoint_id),
            judged as (
              select e.id,
                     case when :well then null else coalesce(e.failing_since, now()) end as failing_since,
                     case when :status = 410 then 'gone'
                          when not :well and e.failing_since < now() - :patience * interval '1 second' then 'failing'
                     end as verdict
                from webhook_endpoints e where e.id = :endpoint_id and (not :well or e.failing_since is not null))
            update webhook_endpoints e
               set failing_since = j.failing_since,
                   disabled_reason = case when e.active then j.verdict else e.disabled_reason end,
                   active = e.active and j.verdict is null
              from judged j where e.id = j.id
            returning e.active""");

    private static final Sql SELECT = Sql.of("""
            select id, message_id, topic, attempt, at, duration_ms, status, error from webhook_attempts
             where endpoint_id = :endpoint_id and id < :before order by id desc limit :limit""");

    /** Looks through the last calls alone: few of very many may be wanted. */
    private static final Sql SELECT_SOME = Sql.of("""
            select * from (
              select id, message_id, topic, attempt, at, duration_ms, status, error from webhook_attempts
               where endpoint_id = :endpoint_id and id < :before order by id desc limit 10000) last
             where (:topic::text is null or topic = :topic) and (:failed::boolean is null or (error is not null) = :failed)
             order by id desc limit :limit""");

    private static final Sql MESSAGE_OF =
            Sql.of("select message_id from webhook_attempts where endpoint_id = :endpoint_id and id = :id");

    private static final UUID LAST = new UUID(-1, -1);

    private final Db db;
    private final ShopWebhookSettings settings;

    WebhookAttemptRepository(Db db, ShopWebhookSettings settings) {
        this.db = db;
        this.settings = settings;
    }

    /** Records a call. The result is whether the endpoint is still active. */
    Mono<Boolean> record(UUID id, UUID endpointId, OutboxMessage message, WebhookAnswer answer, Duration took) {
        return db.one(
                        LOG.bind("id", id)
                                .bind("endpoint_id", endpointId)
                                .bind("message_id", message.id())
                                .bind("topic", message.topic().id())
                                .bind("duration", (int) took.toMillis())
                                .bind("status", answer.status())
                                .bind("error", answer.error())
                                .bind("well", answer.isWell())
                                .bind("patience", settings.disableAfter().toSeconds()),
                        row -> value(row, "active", Boolean.class))
                .defaultIfEmpty(true);
    }

    /**
     * The calls of an endpoint.
     *
     * @param topic only calls about this
     * @param failed only calls that have failed, or only those that have not
     */
    Mono<Page<WebhookAttempt>> find(
            UUID endpointId, @Nullable String topic, @Nullable Boolean failed, PageRequest request) {
        var after = request.after();
        var call = topic == null && failed == null
                ? SELECT.call()
                : SELECT_SOME.bind("topic", topic, String.class).bind("failed", failed, Boolean.class);
        return db.list(
                        call.bind("endpoint_id", endpointId)
                                .bind("before", after == null ? LAST : after.id())
                                .bind("limit", request.fetch()),
                        WebhookAttemptRepository::read)
                .map(rows -> Page.of(rows, request, attempt -> Cursor.of(attempt.id())));
    }

    /** The message that a call was about. */
    Mono<Long> messageOf(UUID endpointId, UUID id) {
        return db.one(MESSAGE_OF.bind("endpoint_id", endpointId).bind("id", id), first(Long.class));
    }

    private static WebhookAttempt read(Readable row) {
        return new WebhookAttempt(
                value(row, "id", UUID.class),
                "msg_" + value(row, "message_id", Long.class),
                value(row, "topic", String.class),
                value(row, "attempt", Integer.class),
                value(row, "at", Instant.class),
                value(row, "duration_ms", Integer.class),
                row.get("status", Integer.class),
                row.get("error", String.class));
    }
}
