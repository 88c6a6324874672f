package io.ordergate.outbox;

import static io.ordergate.support.database.Rows.first;
import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes messages, and claims and settles deliveries. Lists go in as one JSON array, so that a statement has the
 * same text for any number.
 */
@Repository
class RelayRepository {

    /** Messages are published in so many lanes, by a hash of their subjects. */
    static final int LANES = 16;

    private final Db db;
    private final JsonMapper json;

    /** What a node has to handle now, and how many new messages there were. */
    record Taken(long published, List<Claim> claims) {}

    private record Subscription(String topic, String consumer, long delay) {}

    private record Room(String consumer, int room) {}

    RelayRepository(Db db, JsonMapper json) {
        this.db = db;
        this.json = json;
    }

    /**
     * Claims for these consumers, up to so many messages for each; and publishes up to so many new ones, in so many lanes at
     * most: none of those in lanes of another node.
     */
    Mono<Taken> take(
            Collection<OutboxConsumer> consumers, Map<String, Integer> rooms, int size, int lanes, Duration lease) {
        var subscriptions = consumers.stream()
                .flatMap(consumer -> consumer.topics().stream()
                        .map(topic -> new Subscription(
                                topic.id(),
                                consumer.name(),
                                consumer.delay(topic).toMillis())))
                .toList();
        var list = rooms.entrySet().stream()
                .map(room -> new Room(room.getKey(), room.getValue()))
                .toList();
        return db.jobs()
                .list(
                        RelaySql.TAKE
                                .bind("subscriptions", array(subscriptions))
                                .bind("rooms", array(list))
                                .bind("size", size)
                                .bind("first", (int) System.nanoTime() & (LANES - 1))
                                .bind("lanes", lanes)
                                .bind("lease", lease.toMillis()),
                        RelayRepository::taken)
                .map(rows -> new Taken(
                        rows.get(0).published(),
                        rows.stream().flatMap(row -> row.claims().stream()).toList()));
    }

    /** Records outcomes. The result is the number of those that still counted. */
    Mono<Long> settle(List<Outcome> outcomes) {
        return db.jobs()
                .one(
                        RelaySql.SETTLE.bind(
                                "outcomes",
                                array(outcomes.stream().map(Outcome::row).toList())),
                        first(Long.class));
    }

    private Json array(List<?> rows) {
        return Json.of(json.writeValueAsString(rows));
    }

    /** Of nothing that was claimed, there is one row without a claim. */
    private static Taken taken(Readable row) {
        return new Taken(value(row, "published", Long.class), row.get("id") == null ? List.of() : List.of(claim(row)));
    }

    private static Claim claim(Readable row) {
        return new Claim(
                value(row, "id", Long.class),
                value(row, "consumer", String.class),
                value(row, "tries", Integer.class),
                value(row, "fence", Integer.class),
                new OutboxMessage(
                        value(row, "message_id", Long.class),
                        new Topic(value(row, "topic", String.class)),
                        value(row, "subject_id", UUID.class),
                        value(row, "payload", String.class),
                        value(row, "created_at", Instant.class)));
    }
}
