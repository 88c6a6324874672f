package io.ordergate.identity.session;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.identity.token.TokenSettings;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.web.security.ClientAddress;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Lists and ends open sign-ins in PostgreSQL. */
@Repository
class SessionRepository {

    private static final Sql LIST = Sql.of("""
            select id, created_at, coalesce(last_used_at, created_at) as last_used_at, method,
                   nullif(user_agent, '') as user_agent, address, factor_at
              from refresh_families
             where user_id = :user_id and revoked_at is null and expires_at > now()
               and created_at > now() - :longest * interval '1 second'
             order by coalesce(last_used_at, created_at) desc, id desc
             limit 100""");
    private static final Sql END = Sql.of("""
            update refresh_families set revoked_at = now(), reason = :reason
             where id = :id and user_id = :user_id and revoked_at is null and expires_at > now()
               and created_at > now() - :longest * interval '1 second'""");

    private final Db db;
    private final long longest;

    SessionRepository(Db db, TokenSettings settings) {
        this.db = db;
        this.longest = settings.signInLife().toSeconds();
    }

    /** The open sign-ins of an account, the last used first, a hundred at the most. */
    Mono<List<SessionView>> find(UUID userId, UUID current) {
        return db.list(LIST.bind("user_id", userId).bind("longest", longest), row -> view(row, current));
    }

    /** Ends a sign-in of this account; false when the account has no such open sign-in. */
    Mono<Boolean> end(UUID userId, UUID id, String reason) {
        return db.updateOne(END.bind("id", id)
                .bind("user_id", userId)
                .bind("longest", longest)
                .bind("reason", reason));
    }

    private static SessionView view(Readable row, UUID current) {
        var id = value(row, "id", UUID.class);
        return new SessionView(
                id,
                value(row, "created_at", Instant.class),
                value(row, "last_used_at", Instant.class),
                row.get("method", String.class),
                row.get("user_agent", String.class),
                new ClientAddress(value(row, "address", String.class)).shown(),
                id.equals(current),
                row.get("factor_at", Instant.class));
    }
}
