package io.ordergate.identity.password;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.web.security.ClientAddress;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * Counts wrong passwords in a row for each account, in PostgreSQL, whatever their addresses and nodes. Ten are free.
 * After each further one no password is accepted for a while: a second, twice as long after every five, an hour at the
 * most. After {@value #MOST} (NIST SP 800-63B-4 section 3.2.2) none is accepted any more, and the owner signs in with a
 * code or sets a new password; an account without a proven phone and staff cannot, so for these one guess a day is
 * left. A password that comes while none is accepted is neither compared nor counted.
 */
@Repository
class PasswordFailureRepository {

    static final int MOST = 100;

    /**
     * The condition for an address that the account has signed in from before: such addresses have a count of their
     * own, which strangers cannot use up.
     */
    private static final String KNOWN = """
            exists (select from refresh_families f
                     where f.user_id = :user_id and f.address = :address and f.reason is distinct from 'reuse')""";

    private static final String BLOCKED = Sql.fragment("""
            case when p.failures < 10 then false
                 when p.failures < {most}
                 then p.at + least(power(2, (p.failures - 10) / 5), 3600) * interval '1 second' > now()
                 else p.at + interval '1 day' > now()
                      or exists (select from users u
                                  where u.id = p.user_id and u.phone is not null and u.role = 'customer') end""", Map.of("most", Integer.toString(MOST)));

    private static final Sql WRONG =
            Sql.of("""
            insert into password_failures as p (user_id, known, failures)
            select :user_id, {known}, 1
            on conflict (user_id, known) do update
               set failures = least(p.failures + 1, {most}), at = now()
             where not ({blocked})""", Map.of("known", KNOWN, "most", Integer.toString(MOST), "blocked", BLOCKED));

    private static final Sql RIGHT = Sql.of("""
            with origin as (select {known} as known),
            blocked as (
              select from password_failures p join origin o on o.known = p.known
               where p.user_id = :user_id and {blocked}),
            cleared as (
              delete from password_failures p using origin o
               where p.user_id = :user_id and p.known = o.known and not exists (select from blocked))
            select not exists (select from blocked) as accepted""", Map.of("known", KNOWN, "blocked", BLOCKED));

    private static final Sql CLEAR = Sql.of("delete from password_failures where user_id = :user_id");

    private final Db db;

    PasswordFailureRepository(Db db) {
        this.db = db;
    }

    /** Counts a wrong password, unless no password is accepted at the moment. */
    Mono<Void> wrong(UUID userId, ClientAddress address) {
        return db.update(WRONG.call().bind("user_id", userId).bind("address", address.value()))
                .then();
    }

    /** Whether a right password is accepted; if so, the count is reset. */
    Mono<Boolean> right(UUID userId, ClientAddress address) {
        return db.one(
                RIGHT.call().bind("user_id", userId).bind("address", address.value()),
                row -> value(row, "accepted", Boolean.class));
    }

    /** Resets the count after a new password. */
    Mono<Void> clear(UUID userId) {
        return db.update(CLEAR.bind("user_id", userId)).then();
    }
}
