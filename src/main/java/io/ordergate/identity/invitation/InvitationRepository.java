package io.ordergate.identity.invitation;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.identity.user.User;
import io.ordergate.identity.user.UserRows;
import io.ordergate.support.EmailAddress;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumbers;
import io.ordergate.web.request.Cursor;
import io.ordergate.web.request.Page;
import io.ordergate.web.request.PageRequest;
import io.ordergate.web.security.Role;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Keeps invitations in PostgreSQL. */
@Repository
class InvitationRepository {

    private static final String COLUMNS =
            "i.id, i.role, i.phone, i.email, i.full_name, i.created_by, i.created_at, i.expires_at, i.accepted_at";

    /**
     * Takes the place of an open invitation of the same person. So many may be open in all, and so many may be made for one person in
     * a day, since each may cost a text.
     */
    private static final Sql INSERT = Sql.of("""
            with same as (
              select id, created_at from invitations where phone = :phone::text or email_key = :email_key::text),
            allowed as (
              select 1 as one
               where (select count(*) from invitations where expires_at > now() and accepted_at is null and withdrawn_at is null)
                     < :most_open
                 and (select count(*) from same where created_at > now() - interval '1 day') < :most_of_one),
            former as (
              update invitations set withdrawn_at = now()
               where id in (select id from same) and accepted_at is null and withdrawn_at is null and exists (select from allowed))
            insert into invitations as i (id, role, phone, email, email_key, full_name, token_hash, created_by, expires_at)
            select :id, :role, :phone, :email, :email_key, :full_name, :hash, :created_by, now() + :days * interval '1 day'
              from allowed
            returning {columns}""", Map.of("columns", COLUMNS));

    private static final Sql LIST = Sql.of(
            "select {columns} from invitations i where i.id < :before and i.withdrawn_at is null order by i.id desc limit :limit",
            Map.of("columns", COLUMNS));

    private static final Sql WITHDRAW = Sql.of("""
            update invitations i set withdrawn_at = now()
             where i.id = :id and i.accepted_at is null and i.withdrawn_at is null
            returning {columns}""", Map.of("columns", COLUMNS));

    private static final Sql FIND = Sql.of(
            "select {columns} from invitations i where i.id = :id and i.withdrawn_at is null",
            Map.of("columns", COLUMNS));

    private static final Sql DELETE = Sql.of("delete from invitations where id = :id");

    private static final Sql FIND_BY_TOKEN = Sql.of("""
            select {columns} from invitations i
             where i.token_hash in (select decode(h, 'hex') from unnest(:hashes::text[]) as h) and i.withdrawn_at is null""", Map.of("columns", COLUMNS));

    private static final Sql LOCK_ACCOUNT = Sql.of(
            "select {columns} from users u where u.id = :id and u.active and u.erased_at is null for no key update",
            Map.of("columns", UserRows.COLUMNS));

    /** Uses an invitation up: one call gets the row. Who has invited must still be an admin. */
    private static final Sql ACCEPT = Sql.of("""
            update invitations i set accepted_at = now(), accepted_by = :user_id
             where i.token_hash in (select decode(h, 'hex') from unnest(:hashes::text[]) as h)
               and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > now()
               and (i.phone = :phone::text or i.email_key = :email_key::text)
               and exists (select from users a
                            where a.id = i.created_by and a.role = 'admin' and a.active and a.erased_at is null)
            returning {columns}""", Map.of("columns", COLUMNS));

    /** An account without a name gets the one that it was invited with. */
    private static final Sql RAISE = Sql.of("""
            update users u
               set role = :role, name = case when u.name = '' then :name else u.name end, version = u.version + 1,
                   updated_at = now()
             where u.id = :id
            returning {columns}""", Map.of("columns", UserRows.COLUMNS));

    private static final UUID LAST = new UUID(-1, -1);
    private static final int MOST_OPEN = 100;
    private static final int MOST_OF_ONE = 3;

    private final Db db;
    private final PhoneNumbers phones;
    private final UserRows users;

    InvitationRepository(Db db, PhoneNumbers phones, UserRows users) {
        this.db = db;
        this.phones = phones;
        this.users = users;
    }

    /** Stores an invitation; empty when there are too many. */
    Mono<Invitation> insert(Invitation invitation, byte[] hash, int days) {
        var phone = invitation.phone();
        var email = invitation.email();
        return db.one(
                INSERT.bind("id", invitation.id())
                        .bind("role", invitation.role().id())
                        .bind("phone", phone == null ? null : phone.e164(), String.class)
                        .bind("email", email == null ? null : email.value(), String.class)
                        .bind("email_key", email == null ? null : email.key(), String.class)
                        .bind("full_name", invitation.fullName())
                        .bind("hash", hash)
                        .bind("created_by", invitation.createdBy())
                        .bind("days", days)
                        .bind("most_open", MOST_OPEN)
                        .bind("most_of_one", MOST_OF_ONE),
                this::read);
    }

    Mono<Page<Invitation>> list(PageRequest request) {
        var after = request.after();
        return db.list(
                        LIST.bind("before", after == null ? LAST : after.id()).bind("limit", request.fetch()),
                        this::read)
                .map(rows -> Page.of(rows, request, invitation -> Cursor.of(invitation.id())));
    }

    Mono<Invitation> find(UUID id) {
        return db.one(FIND.bind("id", id), this::read);
    }

    Mono<Invitation> find(String[] hashes) {
        return db.one(FIND_BY_TOKEN.bind("hashes", hashes), this::read);
    }

    /** Withdraws an invitation that nobody has accepted, and returns it. It counts among those of its day. */
    Mono<Invitation> withdraw(UUID id) {
        return db.one(WITHDRAW.bind("id", id), this::read);
    }

    Mono<Void> delete(UUID id) {
        return db.update(DELETE.bind("id", id)).then();
    }

    /** The account, locked until the transaction ends; empty for one that may not act any more. */
    Mono<User> lockAccount(UUID id) {
        return db.one(LOCK_ACCOUNT.bind("id", id), users::read);
    }

    /** Uses an invitation of this account up; empty when there is none that can be accepted. */
    Mono<Invitation> accept(String[] hashes, User user) {
        var phone = user.phone();
        var email = user.email();
        return db.one(
                ACCEPT.bind("hashes", hashes)
                        .bind("user_id", user.id())
                        .bind("phone", phone == null ? null : phone.e164(), String.class)
                        .bind("email_key", email == null ? null : email.key(), String.class),
                this::read);
    }

    Mono<User> raise(UUID userId, Role role, String name) {
        return db.one(RAISE.bind("id", userId).bind("role", role.id()).bind("name", name), users::read);
    }

    private Invitation read(Readable row) {
        return new Invitation(
                value(row, "id", UUID.class),
                Role.of(value(row, "role", String.class)),
                phones.storedOrNull(row.get("phone", String.class)),
                email(row.get("email", String.class)),
                value(row, "full_name", String.class),
                value(row, "created_by", UUID.class),
                value(row, "created_at", Instant.class),
                value(row, "expires_at", Instant.class),
                row.get("accepted_at", Instant.class));
    }

    private static @Nullable EmailAddress email(@Nullable String stored) {
        return stored == null ? null : new EmailAddress(stored);
    }
}
