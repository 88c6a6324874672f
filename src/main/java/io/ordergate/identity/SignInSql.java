package io.ordergate.identity;

import io.ordergate.support.Sql;

/** The piece of SQL that opens a sign-in, for the statements that find out who signs in. */
final class SignInSql {

    /** The expressions {@code family} and {@code token}. They read {@code account}: id, active; only an active one signs in. */
    static final String TEXT = """
            family as (
              insert into refresh_families (id, user_id, address, expires_at, limited)
              select :family_id, c.id, :address, now() + :life * interval '1 second', :limited
                from account c where c.active
              returning id, expires_at),
            token as (
              insert into refresh_tokens (digest, family_id, expires_at)
              select :digest, f.id, f.expires_at from family f)""";

    private SignInSql() {}

    /** Binds what {@link #TEXT} asks for, except {@code address}, which such statements know by that name already. */
    static Sql.Call bind(Sql.Call call, NewSignIn next) {
        return call.bind("family_id", next.familyId())
                .bind("digest", next.token().digest())
                .bind("life", next.life().toSeconds())
                .bind("limited", next.limited());
    }
}
