package io.ordergate.identity.account;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import io.r2dbc.spi.Readable;
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
    private final PhoneNumbers phones;

    /** A former number of an account, and the time when the account left the number. */
    record FormerPhone(PhoneNumber phone, Instant leftAt) {}

    FormerPhones(Db db, PhoneNumbers phones) {
        this.db = db;
        this.phones = phones;
    }

    /** Records a number that an account has just left. */
    Mono<Void> add(UUID id, UUID userId, PhoneNumber phone) {
        return db.update(ADD.bind("id", id).bind("user_id", userId).bind("phone", phone.e164()))
                .then();
    }

    /** The numbers that an account had before. */
    Flux<FormerPhone> findOf(UUID userId) {
        return db.list(
                        FIND_OF.bind("user_id", userId),
                        row -> new FormerPhone(phone(row), value(row, "left_at", Instant.class)))
                .flatMapIterable(list -> list);
    }

    /** The number that an account has left with this row; empty when the account was erased. */
    public Mono<PhoneNumber> find(UUID id) {
        return db.one(FIND.bind("id", id), this::phone);
    }

    /** Deletes the numbers that an account had before. */
    Mono<Void> erase(UUID userId) {
        return db.update(ERASE.bind("user_id", userId)).then();
    }

    private PhoneNumber phone(Readable row) {
        return phones.stored(value(row, "phone", String.class));
    }
}
