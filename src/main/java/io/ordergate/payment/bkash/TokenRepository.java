package io.ordergate.payment.bkash;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.secret.Seal;
import io.ordergate.support.secret.SecretUse;
import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Tokens of providers in PostgreSQL, encrypted, for all nodes. */
@Repository
class TokenRepository {

    private static final Sql FIND = Sql.of("""
            select version, key_id, sealed, expires_at from payment_tokens
             where provider = :provider and sealed is not null and expires_at > now()""");

    private static final Sql INSERT =
            Sql.of("insert into payment_tokens (provider) values (:provider) on conflict do nothing");

    /** Lets one node at a time call for a token, and no more often in an hour than the provider allows. */
    private static final Sql LEASE = Sql.of("""
            update payment_tokens t
               set leased_till = now() + :lease * interval '1 second',
                   calls = array(select c from unnest(t.calls) as c where c > now() - interval '61 minutes') || now()
             where t.provider = :provider and t.leased_till <= now()
               and (t.expires_at is null or t.expires_at < now() + interval '2 minutes' or t.version <= :seen)
               and (select count(*) from unnest(t.calls) as c where c > now() - interval '61 minutes') < :most
            returning t.version, t.key_id, t.sealed""");

    private static final Sql STORE = Sql.of("""
            update payment_tokens
               set version = version + 1, key_id = :key_id, sealed = :sealed, leased_till = now(),
                   expires_at = now() + :life * interval '1 second'
             where provider = :provider
            returning version, key_id, sealed, expires_at""");

    /** Ends a lease without a token. A call that was not sent does not count. */
    private static final Sql RELEASE = Sql.of("""
            update payment_tokens t
               set leased_till = now(), sealed = null, key_id = null, expires_at = null,
                   calls = case when :unsent then t.calls[1:cardinality(t.calls) - 1] else t.calls end
             where t.provider = :provider""");

    /** Tokens are sealed for no one provider. */
    private static final byte[] ALL = {};

    private final Db db;
    private final Seal seal;

    /**
     * A token.
     *
     * @param text the provider's answer in JSON; empty when it cannot be decrypted any more
     */
    record Token(int version, Sensitive text, Instant expiresAt) {}

    TokenRepository(Db db, Seal seal) {
        this.db = db;
        this.seal = seal;
    }

    /** The token that all nodes use; empty without one. */
    Mono<Token> find(String provider) {
        return db.one(
                FIND.bind("provider", provider),
                row -> new Token(
                        value(row, "version", Integer.class),
                        Sensitive.of(opened(row.get("key_id", String.class), row.get("sealed", byte[].class))),
                        value(row, "expires_at", Instant.class)));
    }

    /**
     * The lease to call for a token, with the text of the last one. Empty while another node has the lease, when there is a token
     * newer than the one seen, or when the provider was called too often.
     */
    Mono<String> lease(String provider, int seen, int most, Duration lease) {
        return db.update(INSERT.bind("provider", provider)).then().then(leased(provider, seen, most, lease));
    }

    private Mono<String> leased(String provider, int seen, int most, Duration lease) {
        return db.one(
                LEASE.bind("provider", provider)
                        .bind("seen", seen)
                        .bind("most", most)
                        .bind("lease", lease.toSeconds()),
                row -> opened(row.get("key_id", String.class), row.get("sealed", byte[].class)));
    }

    Mono<Token> store(String provider, String text, Duration life) {
        return db.one(
                STORE.bind("provider", provider)
                        .bind("key_id", seal.keyId())
                        .bind("sealed", seal.seal(SecretUse.PAYMENT_TOKENS, ALL, text.getBytes(StandardCharsets.UTF_8)))
                        .bind("life", life.toSeconds()),
                row -> new Token(
                        value(row, "version", Integer.class),
                        Sensitive.of(text),
                        value(row, "expires_at", Instant.class)));
    }

    Mono<Void> release(String provider, boolean unsent) {
        return db.update(RELEASE.bind("provider", provider).bind("unsent", unsent))
                .then();
    }

    private String opened(@Nullable String keyId, byte @Nullable [] bytes) {
        var text = keyId == null || bytes == null ? null : seal.open(SecretUse.PAYMENT_TOKENS, keyId, ALL, bytes);
        return text == null ? "" : new String(text, StandardCharsets.UTF_8);
    }
}
