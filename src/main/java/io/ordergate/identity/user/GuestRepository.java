package io.ordergate.identity.user;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.SecretKeys.SecretKey;
import io.ordergate.support.secret.SecretUse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * Decides whether the tokens of guests are still valid, in PostgreSQL. A guest has proven a phone and has no account,
 * so nothing is stored about guests; but a deactivated account does not continue as a guest with the same phone, and an
 * erasure ends earlier tokens.
 */
@Repository
public class GuestRepository {

    private static final Sql IS_WELCOME = Sql.of("""
            select not exists (select from users u where u.phone = :phone and not u.active)
               and not exists (
                     select from ended_guests g
                      where g.phone_hash = any (:hashes) and g.ended_at >= :issued_at) as welcome""");

    private static final Sql END = Sql.of("""
            insert into ended_guests as g (phone_hash, ended_at) values (:hash, :until)
            on conflict (phone_hash) do update set ended_at = greatest(g.ended_at, excluded.ended_at)""");

    private final Db db;
    private final SecretKeys keys;

    GuestRepository(Db db, SecretKeys keys) {
        this.db = db;
        this.keys = keys;
    }

    /** Whether a token of this time still opens the orders of this phone. */
    public Mono<Boolean> isWelcome(PhoneNumber phone, Instant issuedAt) {
        return db.one(
                IS_WELCOME
                        .bind("phone", phone.e164())
                        .bind(
                                "hashes",
                                keys.all().stream().map(key -> hash(key, phone)).toArray(String[]::new))
                        .bind("issued_at", issuedAt.atOffset(ZoneOffset.UTC)),
                row -> value(row, "welcome", Boolean.class));
    }

    /** Ends the tokens of a phone's guests that were made until this time. The phone itself is not stored. */
    public Mono<Void> end(PhoneNumber phone, Instant until) {
        return db.update(END.bind("hash", hash(keys.current(), phone)).bind("until", until.atOffset(ZoneOffset.UTC)))
                .then();
    }

    private static String hash(SecretKey key, PhoneNumber phone) {
        return HexFormat.of()
                .formatHex(key.hmac(SecretUse.GUEST_PHONES, phone.e164().getBytes(StandardCharsets.US_ASCII)));
    }
}
