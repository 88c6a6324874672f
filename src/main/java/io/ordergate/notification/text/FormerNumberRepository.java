package io.ordergate.notification.text;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.QueryTimeout;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Numbers that accounts had before, as PostgreSQL remembers them. */
@Repository
class FormerNumberRepository {

    private static final String FIND = "select phone from former_phones where id = :id";

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    FormerNumberRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    /** In E.164; empty when the account was erased. */
    Mono<String> find(UUID id) {
        return database.sql(FIND)
                .bind("id", id)
                .map(row -> value(row, "phone", String.class))
                .one()
                .transform(timeout::within);
    }
}
