package io.ordergate.identity.federation;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.identity.token.FactorMethods;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.Role;
import io.ordergate.web.security.SecondFactorSettings;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Links users of other issuers to accounts, in PostgreSQL. */
@Repository
class ExternalIdentityRepository {

    /**
     * Finds the account of an external user. An erased account is not found: a user who was erased and signs in later
     * is a new user.
     */
    private static final Sql FIND = Sql.of("""
            select u.id, u.role, u.phone, u.active and e.not_before <= :signed_in_at as may_act,
                   u.active and u.signed_in_at < now() - interval '1 day' as quiet,
                   coalesce(:authenticated_at::timestamptz > now() - interval '5 minutes', false) as fresh,
                   case when u.role = 'customer' then '' else {methods} end as methods
              from external_identities e join users u on u.id = e.user_id
             where e.issuer = :issuer and e.subject = :subject
               and (u.erased_at is null or e.not_before > :signed_in_at)""", Map.of("methods", FactorMethods.SQL));

    /**
     * Links the user to a new account, or to the account with the same address. Of two requests at the same time the
     * first creates the account, and the other finds no row. An address never opens a staff account, and a taken
     * address stays with its account.
     */
    private static final Sql ADD = Sql.of("""
            with known as (
              select u.id, u.role, u.phone from users u
               where :by_email and u.email_key = :email_key::text and u.role = 'customer' and u.active),
            link as (
              insert into external_identities as e (issuer, subject, user_id)
              values (:issuer, :subject, coalesce((select k.id from known k), :id))
              on conflict (issuer, subject) do update set user_id = excluded.user_id
               where exists (select from users u where u.id = e.user_id and u.erased_at is not null)
              returning user_id),
            account as (
              insert into users (id, name, email, claimed_phone, role)
              select l.user_id, :name,
                     case when not exists (select from users u where u.email_key = :email_key::text)
                          then :email::text end,
                     :phone::text, :role
                from link l where l.user_id = :id
              returning id, role, phone)
            select id, role, phone, true as may_act, false as fresh, '' as methods from account
            union all
            select k.id, k.role, k.phone, true, false, '' from known k join link l on l.user_id = k.id""");

    private static final Sql RECORD_USE = Sql.of("update users set signed_in_at = now() where id = :id and active");

    private final Db db;
    private final PhoneNumbers phones;
    private final SecondFactorSettings factors;

    /** The account of an external user, and whether the user's sign-in may still act for the account. */
    record LinkedAccount(Caller caller, boolean mayAct) {}

    private record LinkedAccountRow(LinkedAccount linked, boolean quiet) {}

    ExternalIdentityRepository(Db db, PhoneNumbers phones, SecondFactorSettings factors) {
        this.db = db;
        this.phones = phones;
        this.factors = factors;
    }

    /** The account of an external user; empty for a new user. */
    Mono<LinkedAccount> find(ExternalIdentity identity) {
        return db.one(
                        FIND.bind("issuer", identity.issuer())
                                .bind("subject", identity.digest())
                                .bind("signed_in_at", identity.signedInAt().atOffset(ZoneOffset.UTC))
                                .bind("authenticated_at", offset(identity.authenticatedAt()), OffsetDateTime.class),
                        row -> new LinkedAccountRow(linked(row, identity), value(row, "quiet", Boolean.class)))
                .delayUntil(
                        found -> found.quiet() && found.linked().mayAct() ? recordUse(found.linked()) : Mono.empty())
                .map(LinkedAccountRow::linked);
    }

    private static @Nullable OffsetDateTime offset(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    /** Records the last use of an account, by day. */
    private Mono<Void> recordUse(LinkedAccount linked) {
        return Mono.justOrEmpty(linked.caller().account())
                .flatMap(account ->
                        db.update(RECORD_USE.bind("id", account.id())).then());
    }

    /** A new account, or the account with the same address; empty when another request was faster. */
    Mono<LinkedAccount> add(UUID id, ExternalIdentity identity, boolean byEmail) {
        var phone = identity.phone();
        var email = identity.email();
        return db.one(
                ADD.bind("id", id)
                        .bind("issuer", identity.issuer())
                        .bind("subject", identity.digest())
                        .bind("by_email", byEmail)
                        .bind("name", identity.name().value())
                        .bind("email", email == null ? null : email.value(), String.class)
                        .bind("email_key", email == null ? null : email.key(), String.class)
                        .bind("phone", phone == null ? null : phone.e164(), String.class)
                        .bind("role", identity.role().id()),
                row -> linked(row, identity));
    }

    private LinkedAccount linked(Readable row, ExternalIdentity identity) {
        var role = Role.of(value(row, "role", String.class));
        var factor = factors.stateOf(
                role, FactorMethods.of(row), identity.byTwoFactors(), value(row, "fresh", Boolean.class));
        var account =
                Caller.Account.withoutSignIn(value(row, "id", UUID.class), role, identity.authenticatedAt(), factor);
        return new LinkedAccount(
                new Caller(phones.storedOrNull(row.get("phone", String.class)), account),
                value(row, "may_act", Boolean.class));
    }
}
