package io.ordergate.identity.account;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stores former numbers of accounts, in PostgreSQL. A text about a change of the number goes to the former one. */
@Repository
public class FormerPhones {

    private static final Sql ADD =
            Sql.of("insert into former_phones (id, user_id, phone) values (:id, :user_id, :phone)");

    private static final Sql FIND_OF =
            Sql.of("select phone, max(left_at) as left_at from former_phones where user_id = :user_id group by phone");

    private static final Sql FIND = Sql.of("select phone from former_phones where id = :id");

    private static final Sql ERASE = Sql.of("delete from former_phones where user_id = :user_id");

    private final Db db;

    /** A former number of an account, and the time when the account left the number. */
    record FormerPhone(String phone, Instant leftAt) {

        @Override
        public String toString() {
            return "FormerPhone[hidden]";
        }
    }

    FormerPhones(Db db) {
        this.db = db;
    }

    /** Records a number that an account has just left. */
    Mono<Void> add(UUID id, UUID userId, String phone) {
        return db.update(ADD.bind("id", id).bind("user_id", userId).bind("phone", phone))
                .then();
    }

    /** The numbers that an account had before. */
    Flux<FormerPhone> findOf(UUID userId) {
        return db.list(
                        FIND_OF.bind("user_id", userId),
                        row -> new FormerPhone(value(row, "phone", String.class), value(row, "left_at", Instant.class)))
                .flatMapIterable(list -> list);
    }

    /** The number, in E.164, that an account has left with this row; empty when the account was erased. */
    public Mono<String> find(UUID id) {
        return db.one(FIND.bind("id", id), row -> value(row, "phone", String.class));
    }

    /** Deletes the numbers that an account had before. */
    Mono<Void> erase(UUID userId) {
        return db.update(ERASE.bind("user_id", userId)).then();
    }
}
