package io.ordergate.identity;

import io.ordergate.support.QueryTimeout;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Numbers that accounts had before, in PostgreSQL. */
@Repository
class FormerPhoneRepository {

    private static final String ADD = "insert into former_phones (id, user_id, phone) values (:id, :user_id, :phone)";

    private final DatabaseClient database;
    private final QueryTimeout timeout;

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
}
