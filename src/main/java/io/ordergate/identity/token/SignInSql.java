package io.ordergate.identity.token;

import io.ordergate.support.database.Sql;
import io.ordergate.web.security.UserAgent;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import reactor.util.context.ContextView;

/** The piece of SQL that opens a sign-in, for statements that find the account. */
public final class SignInSql {

    private static final String TEXT = """
            family as (
              insert into refresh_families (id, user_id, address, expires_at, limited, method, user_agent)
              select :family_id, c.id, :address, now() + :life * interval '1 second', c.limited, '{method}', :user_agent
                from account c where c.active
              returning id, expires_at),
            token as (
              insert into refresh_tokens (digest, family_id, expires_at)
              select :digest, f.id, f.expires_at from family f)""";

    /**
     * Opens a sign-in. The last use of an account is stored by day, which costs one write a day. The statement waits
     * for a change of the password that is under way, because the change ends only the sign-ins that exist.
     */
    static final Sql OPEN = Sql.of("""
            with account as (
              select id, active, :limited as limited from users
               where id = :user_id and password_hash is not distinct from :password_hash::text for no key update),
            noted as (
              update users u set signed_in_at = now()
                from account a where u.id = a.id and a.active and u.signed_in_at < now() - interval '1 day'),
            {text}
            select active from account""", Map.of("text", opening("password")));

    private SignInSql() {}

    /**
     * The expressions {@code family} and {@code token}, which read {@code account}: id, active, limited. Only an active
     * account signs in.
     *
     * @param method what the sign-in is opened with, as the list of sign-ins shows it
     */
    public static String opening(String method) {
        return Sql.fragment(TEXT, Map.of("method", method));
    }

    /**
     * A sign-in to be opened: its id, its first token and its life without use.
     *
     * @param limited whether the sign-in acts as a customer's, since its password is too short for staff; the statement
     *     of a sign-in by text finds out by itself
     */
    public record NewSignIn(UUID familyId, RefreshToken token, Duration life, boolean limited) {}

    /**
     * Binds the parameters of {@link #opening} except {@code address}, which such statements bind already.
     *
     * @param context the context of the request that signs in
     */
    public static Sql.Call bind(Sql.Call call, NewSignIn next, ContextView context) {
        return call.bind("user_agent", UserAgent.in(context).value())
                .bind("family_id", next.familyId())
                .bind("digest", next.token().digest())
                .bind("life", next.life().toSeconds());
    }
}
