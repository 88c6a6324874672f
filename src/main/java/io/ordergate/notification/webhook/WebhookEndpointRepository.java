package io.ordergate.notification.webhook;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.notification.webhook.WebhookEndpoint.OlderSecret;
import io.ordergate.support.database.QueryTimeout;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Endpoints in PostgreSQL: a handful, oldest first. */
@Repository
class WebhookEndpointRepository {

    private static final String COLUMNS = """
            e.id, e.url, e.topics, e.active, e.rotation, e.key_id, e.previous_key_id, e.previous_until,
            e.older_secrets::text as older_secrets, e.failing_since, e.disabled_reason, e.created_at, e.updated_at""";

    private static final String ALL = "select " + COLUMNS + " from webhook_endpoints e order by e.id";
    private static final String ONE = "select " + COLUMNS + " from webhook_endpoints e where e.id = :id";

    private static final String INSERT = """
            insert into webhook_endpoints as e (id, url, topics, active, key_id)
            select :id, :url, string_to_array(:topics, ','), :active, :key_id
             where (select count(*) from webhook_endpoints) < :most
            returning\s""" + COLUMNS;

    /** Who is switched on again begins anew. */
    private static final String CHANGE = """
            update webhook_endpoints e
               set url = coalesce(:url, e.url), topics = coalesce(string_to_array(:topics, ','), e.topics),
                   active = coalesce(:active, e.active),
                   disabled_reason = case when :active is null then e.disabled_reason end,
                   failing_since = case when :active then null else e.failing_since end,
                   updated_at = now()
             where e.id = :id
            returning\s""" + COLUMNS;

    /** What was replaced before goes on to sign as long as it was promised. All is read from the row that is locked. */
    private static final String ROTATE = """
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
            returning\s""" + COLUMNS;

    private static final String DELETE = "delete from webhook_endpoints where id = :id";

    private static final JsonMapper JSON = new JsonMapper();

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    WebhookEndpointRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    Flux<WebhookEndpoint> all() {
        return database.sql(ALL)
                .map(WebhookEndpointRepository::read)
                .all()
                .collectList()
                .transform(timeout::within)
                .flatMapIterable(endpoints -> endpoints);
    }

    Mono<WebhookEndpoint> find(UUID id) {
        return one(database.sql(ONE).bind("id", id));
    }

    /** Empty when there are too many. */
    Mono<WebhookEndpoint> insert(UUID id, String url, Set<String> topics, boolean active, String keyId, int most) {
        return one(database.sql(INSERT)
                .bind("id", id)
                .bind("url", url)
                .bind("topics", String.join(",", topics))
                .bind("active", active)
                .bind("key_id", keyId)
                .bind("most", most));
    }

    Mono<WebhookEndpoint> change(UUID id, WebhookEndpointPatch patch) {
        var topics = patch.topics();
        var statement = database.sql(CHANGE).bind("id", id);
        statement = bind(statement, "url", patch.url(), String.class);
        statement = bind(statement, "topics", topics == null ? null : String.join(",", topics), String.class);
        return one(bind(statement, "active", patch.active(), Boolean.class));
    }

    /** Empty when so many older secrets still sign. */
    Mono<WebhookEndpoint> rotate(UUID id, String keyId, Duration grace, int most) {
        return one(database.sql(ROTATE)
                .bind("id", id)
                .bind("key_id", keyId)
                .bind("grace", grace.toSeconds())
                .bind("most", most));
    }

    Mono<Long> delete(UUID id) {
        return database.sql(DELETE).bind("id", id).fetch().rowsUpdated().transform(timeout::within);
    }

    private static GenericExecuteSpec bind(
            GenericExecuteSpec statement, String name, @Nullable Object value, Class<?> type) {
        return value == null ? statement.bindNull(name, type) : statement.bind(name, value);
    }

    private Mono<WebhookEndpoint> one(GenericExecuteSpec statement) {
        return statement.map(WebhookEndpointRepository::read).one().transform(timeout::within);
    }

    private static WebhookEndpoint read(Readable row) {
        return new WebhookEndpoint(
                value(row, "id", UUID.class),
                value(row, "url", String.class),
                Set.of(value(row, "topics", String[].class)),
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
