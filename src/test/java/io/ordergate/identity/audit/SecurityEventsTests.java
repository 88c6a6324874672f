package io.ordergate.identity.audit;

import static io.ordergate.support.database.Rows.first;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.security.ClientAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Mono;

/** How security events are written, and that what is written stays. */
@IntegrationTest
class SecurityEventsTests {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.ordergate.security");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Lines lines = new Lines();

    @Autowired
    private SecurityEvents events;

    @Autowired
    private Database database;

    @Autowired
    private Db db;

    @Autowired
    private Accounts accounts;

    @Autowired
    private MeterRegistry meters;

    private static final class Lines extends AppenderBase<ILoggingEvent> {

        private final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent line) {
            line.prepareForDeferredProcessing();
            all.add(line);
        }
    }

    @BeforeEach
    void listen() {
        lines.start();
        LOG.addAppender(lines);
    }

    @AfterEach
    void stop() {
        LOG.detachAppender(lines);
    }

    @Test
    void anEventIsOneRowAndOneLine() {
        var user = UUID.randomUUID();
        record(SecurityEvent.selfService(user, SecurityEventType.PHONE_CHANGED, new ClientAddress("203.0.113.9")));
        assertThat(database.rows("select event, request_id from security_events where subject_id = $1", user))
                .containsExactly(Map.of("event", "phone-changed", "request_id", "request-of-test"));
        assertThat(lines.all).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            assertThat(line.getMDCPropertyMap()).containsEntry("request_id", "request-of-test");
            assertThat(line.getKeyValuePairs())
                    .contains(
                            new KeyValuePair("event.action", "phone-changed"),
                            new KeyValuePair("source.address", "203.0.113.9"),
                            new KeyValuePair("user.id", user),
                            new KeyValuePair("user.target.id", user));
        });
    }

    @Test
    void aStolenTokenAndRepeatedFailuresAreWarnedOf() {
        var user = UUID.randomUUID();
        record(SecurityEvent.selfService(
                user, SecurityEventType.REFRESH_TOKEN_REUSED, new ClientAddress("203.0.113.9")));
        for (var failure = 1; failure <= RepeatedFailures.SUSPICIOUS; failure++) {
            record(SecurityEvent.attempted(
                    user, SecurityEventType.LOGIN_FAILED, new ClientAddress("192.0.2." + failure)));
        }
        record(SecurityEvent.attempted(
                UUID.randomUUID(), SecurityEventType.LOGIN_FAILED, new ClientAddress("192.0.2.99")));
        assertThat(lines.all)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.WARN, Level.INFO, Level.INFO, Level.INFO, Level.INFO, Level.WARN, Level.INFO);
    }

    @Test
    void anEventThatCannotBeStoredIsLoudAndNoError() {
        var user = UUID.randomUUID();
        var lost = meters.counter("ordergate.security.events.lost");
        var before = lost.count();
        database.run("alter table security_events add constraint not_this_one check (address <> 'lost')");
        try {
            record(SecurityEvent.selfService(user, SecurityEventType.LOGIN, new ClientAddress("lost")));
        } finally {
            database.run("alter table security_events drop constraint not_this_one");
        }
        assertThat(lines.all).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO, Level.ERROR);
        assertThat(lines.all.get(1).getFormattedMessage())
                .startsWith("NOT STORED")
                .contains("login", user.toString());
        assertThat(lines.all.get(1).getMDCPropertyMap()).containsEntry("request_id", "request-of-test");
        assertThat(lost.count() - before).isEqualTo(1);
    }

    @Test
    void aCallerWhoHangsUpDoesNotLoseTheEvent() throws InterruptedException {
        var user = UUID.randomUUID();
        for (var round = 0; round < 50; round++) {
            events.record(SecurityEvent.selfService(user, SecurityEventType.LOGIN, new ClientAddress("127.0.0.1")))
                    .subscribe()
                    .dispose();
        }
        for (var wait = 0; wait < 500 && stored(user) < 50; wait++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(stored(user)).isEqualTo(50);
    }

    @Test
    void whatIsStoredIsFinal() {
        var user = UUID.randomUUID();
        record(SecurityEvent.selfService(user, SecurityEventType.LOGIN, new ClientAddress("127.0.0.1")));
        assertRefused("update security_events set event = 'logout' where subject_id = '" + user + "'");
        assertRefused("delete from security_events where subject_id = '" + user + "'");
        assertRefused("delete from security_events");
        assertRefused("truncate security_events");
        assertThat(stored(user)).isEqualTo(1);
    }

    @Test
    void aChangeAndItsEventsAreStoredTogetherOrNotAtAll() {
        var user = accounts.account("customer").id();
        assertThat(promote(user, "203.0.113.5").block(PATIENCE)).isEqualTo(2);
        assertThat(database.rows(
                        "select event, detail ->> 'to' as role, address from security_events where subject_id = $1"
                                + " order by event desc",
                        user))
                .extracting(row -> row.get("event") + " " + row.get("role") + " " + row.get("address"))
                .containsExactly("role-changed vendor 203.0.113.5", "deactivated null 203.0.113.5");

        var other = accounts.account("customer").id();
        database.run("alter table security_events add constraint not_this_one check (address <> 'lost')");
        try {
            assertThatThrownBy(() -> promote(other, "lost").block(PATIENCE)).isInstanceOf(Exception.class);
        } finally {
            database.run("alter table security_events drop constraint not_this_one");
        }
        assertThat(database.count("select count(*) from users where id = $1 and role = 'customer' and active", other))
                .isEqualTo(1);
    }

    /** Two changes in one statement, each with its event, as a change of accounts will look. */
    private Mono<Long> promote(UUID user, String address) {
        var call = Sql.of("""
                        with before as (select id, role, active from users where id = :id for update),
                        changed as (
                          update users u set role = 'vendor', active = false
                            from before b where u.id = b.id
                          returning u.id, b.role as old_role, u.role, b.active as was_active, u.active),
                        facts as (
                          select 'role-changed' as event, :actor_id::uuid as actor_id, id as subject_id,
                                 jsonb_build_object('from', old_role, 'to', role) as detail
                            from changed where role <> old_role
                          union all
                          select 'deactivated', :actor_id::uuid, id, '{}' from changed where was_active and not active),
                        {audit}
                        select count(*) from facts""", Map.of("audit", SecurityEventSql.append("facts")))
                .call()
                .bind("id", user)
                .bind("actor_id", UUID.randomUUID())
                .bind("address", address);
        return db.one(SecurityEventSql.bind(call, "request-of-test"), first(Long.class));
    }

    private long stored(UUID user) {
        return database.count("select count(*) from security_events where subject_id = $1", user);
    }

    private void assertRefused(String sql) {
        assertThatThrownBy(() -> database.run(sql)).hasMessageContaining("security_events is append-only");
    }

    private void record(SecurityEvent event) {
        events.record(event)
                .contextWrite(context -> context.put("request_id", "request-of-test"))
                .block(PATIENCE);
    }
}
