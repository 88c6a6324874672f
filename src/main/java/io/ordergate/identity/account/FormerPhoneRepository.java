package io.ordergate.identity.account;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.QueryTimeout;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Numbers that accounts had before, in PostgreSQL. */
@Repository
class FormerPhoneRepository {

    private static final String ADD = "insert into former_phones (id, user_id, phone) values (:id, :user_id, :phone)";

    private static final String FIND =
            "select phone, max(left_at) as left_at from former_phones where user_id = :user_id group by phone";

    private static final String FORGET = "delete from former_phones where user_id = :user_id";

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    /** A number and until when an account had it. */
    record FormerPhone(String phone, Instant leftAt) {

        @Override
        public String toString() {
            return "FormerPhone[hidden]";
        }
    }

    FormerPhoneRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    /** Remembers a number that an account has just left. */
    Mono<Void> add(UUID id, UUID userId, String phone) {
        return database.sql(ADD)
                .bind("id", id)
                .bind("user_id", userId)
                .bind("phone", phone)
                .then()
                .transform(timeout::within);
    }

    /** The numbers that an account had before. */
    Flux<FormerPhone> find(UUID userId) {
        return database.sql(FIND)
                .bind("user_id", userId)
                .map(row -> new FormerPhone(value(row, "phone", String.class), value(row, "left_at", Instant.class)))
                .all()
                .collectList()
                .transform(timeout::within)
                .flatMapIterable(list -> list);
    }

    /** Forgets them. */
    Mono<Void> forget(UUID userId) {
        return database.sql(FORGET).bind("user_id", userId).then().transform(timeout::within);
    }
}
