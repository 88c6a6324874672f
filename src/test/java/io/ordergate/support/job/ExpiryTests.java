package io.ordergate.support.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.Secrets;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;

/** What the features call over is deleted, once and not too early, by any number of nodes. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.cleanup.batch-size=50")
class ExpiryTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Autowired
    private Cleanup cleanup;

    @Autowired
    private List<RetentionRule> rules;

    @Autowired
    private Database database;

    @Autowired
    private Ids ids;

    private UUID user;

    @BeforeEach
    void begin() {
        run();
        user = ids.next();
        database.run("insert into users (id, name) values ($1, 'Somebody')", user);
    }

    @Test
    void everyKindIsAsked() {
        assertThat(rules)
                .extracting(RetentionRule::name)
                .containsExactlyInAnyOrder(
                        "challenges",
                        "wrong-guesses",
                        "budgets",
                        "budget-leases",
                        "sign-ins",
                        "guest-ends",
                        "refresh-tokens",
                        "security-events",
                        "sms-messages",
                        "idempotency-keys",
                        "sms-refusals",
                        "outbox",
                        "order-texts",
                        "order-text-days",
                        "webhook-attempts",
                        "removed-endpoints",
                        "payment-receipts",
                        "invitations");
    }

    @Test
    void invitationsGoAMonthAfterTheirEnd() {
        var gone = invitation("31 days");
        var young = invitation("29 days");
        var open = invitation("-1 day");
        run();
        assertThat(remaining("invitations", gone)).isEmpty();
        assertThat(remaining("invitations", young, open)).hasSize(2);
    }

    private UUID invitation(String over) {
        var id = ids.next();
        database.run("""
                insert into invitations (id, role, email, email_key, token_hash, created_by, expires_at)
                values ($1, 'vendor', 'a@example.org', 'a@example.org', decode(replace($2::text, '-', ''), 'hex'), $3,
                        now() - $4::interval)""", id, id.toString(), user, over);
        return id;
    }

    @Test
    void oldChallengesGoUnlessTheyWereUsedOrLiveUntilNow() {
        var gone = challenge("74 hours", "-73 hours", null);
        var usedLongAgo = challenge("85 hours", "-73 hours", "25 hours");
        var young = challenge("47 hours", "-46 hours", null);
        var justUsed = challenge("85 hours", "-73 hours", "23 hours");
        var open = challenge("85 hours", "1 hour", null);
        run();
        assertThat(remaining("challenges", gone, usedLongAgo)).isEmpty();
        assertThat(remaining("challenges", young, justUsed, open)).hasSize(3);
    }

    @Test
    void endsOfGuestsGoWhenNoTokenOfTheirsCanBeInTime() {
        var gone = user.toString();
        var young = ids.next().toString();
        database.run(
                "insert into ended_guests (phone_hash, ended_at) values ($1, now() - interval '26 hours'), ($2, now() - interval '23 hours')",
                gone,
                young);
        run();
        assertThat(database.count("select count(*) from ended_guests where phone_hash = $1", gone))
                .isZero();
        assertThat(database.count("select count(*) from ended_guests where phone_hash = $1", young))
                .isEqualTo(1);
    }

    @Test
    void guessesOfTheDayBeforeYesterdayGo() {
        var phone = user.toString();
        for (var day = 0; day < 4; day++) {
            database.run("""
                    insert into wrong_guesses (phone, purpose, day, address, guesses)
                    values ($1, 'order', (now() at time zone 'UTC')::date - $2::int, '*', 1)""", phone, day);
        }
        run();
        assertThat(database.rows("""
                        select (now() at time zone 'UTC')::date - day as age from wrong_guesses
                         where phone = $1 order by age""", phone)).extracting(row -> row.get("age")).containsExactly(0, 1);
    }

    @Test
    void countsOfTextsOfTheDayBeforeYesterdayGo() {
        for (var day = 0; day < 4; day++) {
            database.run("""
                    insert into order_text_days (phone_hash, day, texts, unproven)
                    values (decode(replace($1::text, '-', ''), 'hex'), (now() at time zone 'UTC')::date - $2::int, 1, 0)""", user, day);
        }
        run();
        assertThat(database.rows("""
                        select (now() at time zone 'UTC')::date - day as age from order_text_days
                         where phone_hash = decode(replace($1::text, '-', ''), 'hex') order by age""", user)).extracting(row -> row.get("age")).containsExactly(0, 1);
    }

    @Test
    void signInsGoAWeekAfterTheirEndWithAllTheirTokens() {
        var expired = signIn("-8 days", null);
        var revoked = signIn("20 days", "-8 days");
        var justExpired = signIn("-6 days", null);
        var justRevoked = signIn("20 days", "-6 days");
        var open = signIn("1 day", null);
        for (var family : List.of(expired, revoked, justExpired, justRevoked, open)) {
            tokens(family, 120, "10 days");
        }
        run();
        assertThat(remaining("refresh_families", expired, revoked)).isEmpty();
        assertThat(remaining("refresh_families", justExpired, justRevoked, open))
                .hasSize(3);
        assertThat(database.count("""
                        select count(*) from refresh_tokens t join refresh_families f on f.id = t.family_id
                         where f.user_id = $1""", user)).isEqualTo(360);
    }

    @Test
    void expiredTokensGoAndTheirSignInStays() {
        var open = signIn("1 day", null);
        tokens(open, 3, "-1 second");
        tokens(open, 2, "1 hour");
        run();
        assertThat(database.count("select count(*) from refresh_tokens where family_id = $1", open))
                .isEqualTo(2);
        assertThat(remaining("refresh_families", open)).hasSize(1);
    }

    @Test
    void securityEventsGoAfterTheirRetention() {
        events(3, "98 days");
        events(2, "89 days");
        run();
        assertThat(database.count("select count(*) from security_events where subject_id = $1", user))
                .isEqualTo(2);
    }

    @Test
    void whatWaitsForAnEndpointThatIsGoneGoes() {
        var there = ids.next();
        var gone = ids.next();
        database.run(
                "insert into webhook_endpoints (id, url, topics, active, key_id) values ($1, '', '{}', false, '')",
                there);
        try {
            delivery(there, "webhooks/" + there);
            delivery(gone, "webhooks/" + gone);
            delivery(user, "order-texts");
            run();
            assertThat(database.rows(
                            "select consumer from outbox_deliveries where subject_id in ($1, $2, $3) order by id",
                            there,
                            gone,
                            user))
                    .extracting(row -> row.get("consumer"))
                    .containsExactly("webhooks/" + there, "order-texts");
        } finally {
            database.run("delete from outbox_deliveries where subject_id in ($1, $2)", there, user);
            database.run("delete from webhook_endpoints where id = $1", there);
        }
    }

    @Test
    void receiptsOfCallbacksGoLongAfterTheirPayments() {
        var gone = ids.next();
        var young = ids.next();
        database.run(
                "insert into payment_receipts (payment_id, amount_minor, receipt, received_at)"
                        + " values ($1, 100, 'A', now() - interval '91 days'), ($2, 100, 'B', now() - interval '89 days')",
                gone,
                young);
        run();
        assertThat(database.rows("select receipt from payment_receipts where payment_id in ($1, $2)", gone, young))
                .containsExactly(Map.of("receipt", "B"));
    }

    @Test
    void nodesShareTheWorkAndDeleteEachRowOnce() {
        events(2000, "98 days");
        events(10, "89 days");
        database.run("create table deleted (id bigint)");
        database.run("grant all on deleted to public");
        database.run("""
                create function note_deleted() returns trigger language plpgsql as
                $f$ begin insert into deleted values (old.id); return old; end $f$""".replace("$f$", "'"));
        database.run("""
                create trigger note_deleted after delete on security_events
                    for each row execute function note_deleted()""");
        try {
            Mono.when(cleanup.run(() -> false), cleanup.run(() -> false), cleanup.run(() -> false))
                    .block(PATIENCE);
            assertThat(database.count("select count(*) from deleted")).isEqualTo(2000);
            assertThat(database.count("select count(distinct id) from deleted")).isEqualTo(2000);
        } finally {
            database.run("drop trigger note_deleted on security_events");
            database.run("drop function note_deleted");
            database.run("drop table deleted");
        }
        assertThat(database.count("select count(*) from security_events where subject_id = $1", user))
                .isEqualTo(10);
    }

    @Test
    void rowsThatSomebodyHoldsAreSkippedAndNotWaitedFor() throws SQLException {
        events(120, "98 days");
        var held = challenge("74 hours", "-73 hours", null);
        try (var other = Database.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select 1 from security_events where subject_id = '" + user + "' order by at limit 70"
                    + " for update");
            statement.execute("update challenges set about = 'mine' where id = '" + held + "'");
            run();
            assertThat(database.count("select count(*) from security_events where subject_id = $1", user))
                    .isEqualTo(70);
            assertThat(remaining("challenges", held)).hasSize(1);
            other.rollback();
        }
        run();
        assertThat(database.count("select count(*) from security_events where subject_id = $1", user))
                .isZero();
        assertThat(remaining("challenges", held)).isEmpty();
    }

    private void run() {
        cleanup.run(() -> false).block(PATIENCE);
    }

    private void delivery(UUID subject, String consumer) {
        database.run("""
                with message as (insert into outbox (topic, subject_id, payload, relayed_at)
                                 values ('order.placed', $1, '{}', now()) returning id, subject_id)
                insert into outbox_deliveries (message_id, consumer, subject_id)
                select id, $2, subject_id from message""", subject, consumer);
    }

    private UUID challenge(String age, String expiresIn, String usedAgo) {
        var old = Secrets.ids(java.time.Clock.fixed(Instant.now().minus(duration(age)), java.time.ZoneOffset.UTC));
        var id = old.next();
        database.run("""
                insert into challenges (id, key_id, purpose, phone, country, payload, about, max_attempts, max_sends,
                                        expires_at, consumed_at)
                values ($1, '', 'order', '+1', 'US', '{}', '', 3, 4, now() + $2::interval, now() - $3::interval)""", id, expiresIn, usedAgo);
        return id;
    }

    private static Duration duration(String hours) {
        return Duration.ofHours(Long.parseLong(hours.split(" ", -1)[0]));
    }

    private UUID signIn(String expiresIn, String revokedIn) {
        var id = ids.next();
        database.run("""
                insert into refresh_families (id, user_id, address, expires_at, revoked_at)
                values ($1, $2, '127.0.0.1', now() + $3::interval, now() + $4::interval)""", id, user, expiresIn, revokedIn);
        return id;
    }

    private void tokens(UUID family, int count, String expiresIn) {
        database.run("""
                insert into refresh_tokens (digest, family_id, expires_at)
                select uuid_send(gen_random_uuid()), $1, now() + $2::interval from generate_series(1, $3)""", family, expiresIn, count);
    }

    private void events(int count, String age) {
        database.run("""
                insert into security_events (event, subject_id, address, at)
                select 'login', $1, '127.0.0.1', now() - $2::interval from generate_series(1, $3)""", user, age, count);
    }

    private List<?> remaining(String table, Object... ids) {
        return java.util.Arrays.stream(ids)
                .filter(id -> database.count("select count(*) from " + table + " where id = $1", id) == 1)
                .toList();
    }
}
