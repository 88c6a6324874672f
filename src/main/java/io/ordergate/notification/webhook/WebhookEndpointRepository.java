package io.ordergate.notification.webhook;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.notification.webhook.WebhookEndpoint.OlderSecret;
import io.ordergate.outbox.Topic;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.secret.Sensitive;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes endpoints: a handful, oldest first. */
@Repository
class WebhookEndpointRepository {

    private static final String COLUMNS = """
            e.id, e.url, e.topics, e.active, e.rotation, e.key_id, e.previous_key_id, e.previous_until,
            e.older_secrets::text as older_secrets, e.failing_since, e.disabled_reason, e.created_at, e.updated_at""";

    private static final Sql ALL =
            Sql.of("select {columns} from webhook_endpoints e order by e.id", Map.of("columns", COLUMNS));
    private static final Sql ONE =
            Sql.of("select {columns} from webhook_endpoints e where e.id = :id", Map.of("columns", COLUMNS));

    private static final Sql INSERT = Sql.of("""
            insert into webhook_endpoints as e (id, url, topics, active, key_id)
            select :id, :url, string_to_array(:topics, ','), :active, :key_id
             where (select count(*) from webhook_endpoints) < :most
            returning {columns}""", Map.of("columns", COLUMNS));

    /** An endpoint that is switched on again has not failed yet. */
    private static final Sql CHANGE = Sql.of("""
            update webhook_endpoints e
               set url = coalesce(:url, e.url), topics = coalesce(string_to_array(:topics, ','), e.topics),
                   active = coalesce(:active, e.active),
                   disabled_reason = case when :active is null then e.disabled_reason end,
                   failing_since = case when :active then null else e.failing_since end,
                   updated_at = now()
             where e.id = :id
            returning {columns}""", Map.of("columns", COLUMNS));

    /** Secrets that were replaced go on signing as long as was promised. All is read from the row that is locked. */
    private static final Sql ROTATE = Sql.of("""
            update webhook_endpoints e
               set rotation = e.rotation + 1, key_id = :key_id, previous_key_id = e.key_id,
                   previous_until = now() + :grace * interval '1 second', updated_at = now(),
                   older_secrets = (
                     select coalesce(jsonb_agg(older), '[]')
                       from jsonb_array_elements(
                              e.older_secrets
                              || jsonb_build_object('rotation', e.rotation - 1, 'key_id', e.previous_key_id,
                                                    'until', e.previous_until)) as older
                      where (older ->> 'until')::timestamptz > now())
             where e.id = :id
               and (select count(*) from jsonb_array_elements(e.older_secrets) as older
                     where (older ->> 'until')::timestamptz > now()) < :most
            returning {columns}""", Map.of("columns", COLUMNS));

    private static final Sql DELETE = Sql.of("delete from webhook_endpoints where id = :id");

    private static final JsonMapper JSON = new JsonMapper();

    private final Db db;

    WebhookEndpointRepository(Db db) {
        this.db = db;
    }

    Flux<WebhookEndpoint> all() {
        return db.list(ALL.call(), WebhookEndpointRepository::read).flatMapIterable(endpoints -> endpoints);
    }

    Mono<WebhookEndpoint> find(UUID id) {
        return one(ONE.bind("id", id));
    }

    /** Adds an endpoint; empty when there are too many. */
    Mono<WebhookEndpoint> insert(UUID id, String url, Set<String> topics, boolean active, String keyId, int most) {
        return one(INSERT.bind("id", id)
                .bind("url", url)
                .bind("topics", String.join(",", topics))
                .bind("active", active)
                .bind("key_id", keyId)
                .bind("most", most));
    }

    Mono<WebhookEndpoint> change(UUID id, WebhookEndpointPatch patch) {
        var topics = patch.topics();
        return one(CHANGE.bind("id", id)
                .bind("url", Sensitive.textOf(patch.url()), String.class)
                .bind("topics", topics == null ? null : String.join(",", topics), String.class)
                .bind("active", patch.active(), Boolean.class));
    }

    /** Replaces the secret of an endpoint; empty when so many older secrets still sign. */
    Mono<WebhookEndpoint> rotate(UUID id, String keyId, Duration grace, int most) {
        return one(ROTATE.bind("id", id)
                .bind("key_id", keyId)
                .bind("grace", grace.toSeconds())
                .bind("most", most));
    }

    Mono<Long> delete(UUID id) {
        return db.update(DELETE.bind("id", id));
    }

    private Mono<WebhookEndpoint> one(Sql.Call call) {
        return db.one(call, WebhookEndpointRepository::read);
    }

    private static WebhookEndpoint read(Readable row) {
        return new WebhookEndpoint(
                value(row, "id", UUID.class),
                Sensitive.of(value(row, "url", String.class)),
                Arrays.stream(value(row, "topics", String[].class))
                        .map(Topic::new)
                        .collect(Collectors.toSet()),
                value(row, "active", Boolean.class),
                value(row, "rotation", Integer.class),
                value(row, "key_id", String.class),
                row.get("previous_key_id", String.class),
                row.get("previous_until", Instant.class),
                older(value(row, "older_secrets", String.class)),
                row.get("failing_since", Instant.class),
                row.get("disabled_reason", String.class),
                value(row, "created_at", Instant.class),
                value(row, "updated_at", Instant.class));
    }

    private static List<OlderSecret> older(String json) {
        return JSON.readTree(json)
                .valueStream()
                .map(older -> new OlderSecret(
                        older.path("rotation").asInt(),
                        older.path("key_id").asString(),
                        OffsetDateTime.parse(older.path("until").asString()).toInstant()))
                .toList();
    }
}
