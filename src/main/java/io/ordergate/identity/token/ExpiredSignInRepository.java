package io.ordergate.identity.token;

import io.ordergate.support.database.QueryTimeout;
import io.ordergate.support.job.Expired;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * Deletes sign-ins that are over for a week. Their tokens go first, in batches too: a sign-in that was used for a month has
 * thousands, and a thousand such sign-ins at once would take longer than any statement may.
 */
@Repository
class ExpiredSignInRepository implements Expired {

    private static final String OVER = "least(f.expires_at, f.revoked_at) < now() - interval '7 days'";

    /** Sign-in by sign-in, by the index: a join might read the whole table of tokens. */
    private static final String DELETE_TOKENS = """
            delete from refresh_tokens where ctid = any (array(
              select t.ctid
                from (select f.id from refresh_families f where %s
                       order by least(f.expires_at, f.revoked_at) limit :size) s,
                     lateral (select ctid from refresh_tokens where family_id = s.id
                               limit :size for update skip locked) t
               limit :size))""".formatted(OVER);

    private static final String DELETE_SIGN_INS = """
            delete from refresh_families where ctid = any (array(
              select f.ctid from refresh_families f
               where %s and not exists (select from refresh_tokens t where t.family_id = f.id)
               order by least(f.expires_at, f.revoked_at) limit :size for update skip locked))""".formatted(OVER);

    private final DatabaseClient database;
    private final QueryTimeout timeout;

    ExpiredSignInRepository(DatabaseClient database, QueryTimeout timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "sign-ins";
    }

    /** Tokens as long as there are any, then the sign-ins themselves. */
    @Override
    public Mono<Long> deleteBatch(int size) {
        return delete(DELETE_TOKENS, size)
                .flatMap(tokens -> tokens < size
                        ? delete(DELETE_SIGN_INS, size).map(signIns -> tokens + signIns)
                        : Mono.just(tokens));
    }

    private Mono<Long> delete(String sql, int size) {
        return database.sql(sql).bind("size", size).fetch().rowsUpdated().transform(timeout::within);
    }
}
