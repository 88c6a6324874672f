package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A filled database stays whole until its owner divides its tables, and then nothing of them is lost or copied. */
class DivisionTests {

    private static final int ROWS = 1_000_000;
    private static final int CALLERS = 4;

    private static OwnDatabase database;

    @BeforeAll
    static void upgrade() throws SQLException {
        database = new OwnDatabase("filled").migrate("22?");
        database.run(
                "create role reader",
                "grant select on challenges, security_events to reader",
                "grant update (id) on security_events to reader",
                """
                insert into challenges (id, key_id, purpose, phone, country, payload, about, max_attempts, max_sends, expires_at)
                select (lpad(to_hex((extract(epoch from now() - n * interval '0.5 second') * 1000)::bigint), 12, '0')
                        || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
                       '', 'order', n::text, 'BD', '{}', '', 3, 4, now()
                  from generate_series(1, %d) n""".formatted(ROWS),
                """
                insert into sms_messages (id, provider, purpose, country, encoding, segments, outcome, asked_at, answered_at)
                select id, 'infobip', 'order', 'BD', 'gsm7', 1, 'accepted', now(), now() from challenges limit 1000""",
                """
                insert into security_events (event, address, at)
                select 'login', '', now() - n * interval '1 minute' from generate_series(1, 1000) n""",
                """
                insert into orders (id, number, phone, address, payment_method, status, currency, total_minor, search)
                select id, phone, phone, '', 'cash', 'verified', 'BDT', 1, '' from challenges limit 1000""",
                "insert into order_events (order_id, version, actor, to_status) select id, 1, 'customer', 'verified' from orders");
        database.migrate("latest");
    }

    @AfterAll
    static void drop() throws SQLException {
        try {
            database.run("drop owned by reader", "drop role reader");
        } finally {
            database.close();
        }
    }

    /** The version before writes codes like this, and its nodes may still run. */
    @Test
    void aFilledDatabaseIsNotDividedByItself() throws SQLException {
        assertThat(database.one("select relkind from pg_class where relname = 'sms_messages'"))
                .isEqualTo("r");
        try (var whole = new OwnDatabase("whole").migrate("22?")) {
            whole.run(PartitionsTests.challenge("'1 hour'", "before"));
            whole.migrate("latest");
            whole.run(PartitionsTests.challenge("'0 minutes'", "former")
                    + " on conflict (start_key) where start_key is not null do nothing");
            assertThat(whole.one("select count(*) from challenges")).isEqualTo("2");
        }
    }

    @Test
    void aMillionChallengesAreDividedWhileOthersComeIn() throws Exception {
        var stop = new AtomicBoolean();
        var pool = Executors.newFixedThreadPool(CALLERS);
        var came = new ArrayList<Future<Integer>>();
        for (var caller = 0; caller < CALLERS; caller++) {
            var name = "caller" + caller + " ";
            came.add(pool.submit(() -> {
                var count = 0;
                try (var connection = database.connect();
                        var statement = connection.createStatement()) {
                    for (; !stop.get(); count++) {
                        statement.execute(PartitionsTests.challenge("'0 minutes'", name + count));
                    }
                }
                return count;
            }));
        }
        var file = database.one("select pg_relation_filenode('challenges')");
        database.run("call partition_table('challenges')");
        stop.set(true);
        pool.shutdown();
        var count = ROWS;
        for (var each : came) {
            count += each.get();
        }
        assertThat(count).isGreaterThan(ROWS);
        assertThat(database.one("select count(*) from challenges")).isEqualTo(String.valueOf(count));
        assertThat(database.one("select pg_relation_filenode('challenges_before')"))
                .isEqualTo(file);
        assertThat(database.one("select count(*) from challenges_default")).isEqualTo("0");
        assertThat(database.one("select has_table_privilege('reader', 'challenges', 'select')"))
                .isEqualTo("true");
        assertThat(database.one("select count(*) from pg_constraint where conname like '%_before_range'"))
                .isEqualTo("0");
        database.run(PartitionsTests.challenge("'-4 days'", "in four days"));
        assertThat(database.one("select tableoid::regclass from challenges where phone = 'in four days'"))
                .matches("challenges_\\d{8}");
        assertThatThrownBy(() -> database.run(PartitionsTests.challenge("'-4 days'", "in four days")))
                .hasMessageContaining("start_key");
    }

    @Test
    void numbersOfTheAuditGoOnAndItsRightsStay() throws SQLException {
        var last = Long.parseLong(database.one("select max(id) from security_events"));
        database.run("call partition_table('security_events')");
        database.run("insert into security_events (event, address) values ('login', '')");
        assertThat(Long.parseLong(database.one("select max(id) from security_events")))
                .isGreaterThan(last);
        assertThat(database.one("select has_column_privilege('reader', 'security_events', 'id', 'update')"))
                .isEqualTo("true");
        assertThatThrownBy(() -> database.run("update security_events set address = ''"))
                .hasMessageContaining("append-only");
        assertThatThrownBy(() -> database.run("delete from security_events where at > now() - interval '1 hour'"))
                .hasMessageContaining("append-only");
    }

    @Test
    void eventsKeepTheirSequenceAndTheirOrders() throws SQLException {
        var before = database.rows("select xid::text, id, order_id from order_events order by order_events.xid, id");
        database.run("call partition_table('order_events')");
        assertThat(database.rows("select xid::text, id, order_id from order_events order by order_events.xid, id"))
                .isEqualTo(before);
        database.run(
                "insert into order_events (order_id, version, actor, to_status) select id, 2, 'staff', 'processing' from orders limit 1");
        assertThat(database.one("select version from order_events order by order_events.xid desc, id desc limit 1"))
                .isEqualTo("2");
        assertThatThrownBy(
                        () -> database.run(
                                "insert into order_events (order_id, version, actor, to_status) values (gen_random_uuid(), 1, '', '')"))
                .hasMessageContaining("order_events_order_id_fkey");
        assertThatThrownBy(() -> database.run("delete from order_events")).hasMessageContaining("append-only");
        assertThatThrownBy(() -> database.run("truncate order_events")).hasMessageContaining("append-only");
    }

    /** What such a call leaves would refuse every row, once its time has come. */
    @Test
    void aCallThatDidNotEndLeavesNothing() throws SQLException {
        database.run("select prepare_division('sms_messages')");
        assertThat(database.one("select count(*) from pg_constraint where conname = 'sms_messages_before_range'"))
                .isEqualTo("1");
        database.run("select make_partitions()");
        assertThat(database.one("select count(*) from pg_constraint where conname = 'sms_messages_before_range'"))
                .isEqualTo("0");
    }
}
