package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Partitions are made ahead and dropped when they are over, by any number of nodes, and nobody waits for that. */
class PartitionsTests {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int DAYS = 10;
    private static final String KEEP = "drop_partition('challenges', 2 * 24 * 3600, 10)";

    private OwnDatabase database;

    private static OwnDatabase template;

    /** A database that was divided ten days ago, with a partition for each day since then. */
    @BeforeAll
    static void prepare() throws SQLException {
        template = new OwnDatabase("divided").migrate("22?");
        template.run(
                challenge("'1 year'", "old"),
                "insert into security_events (event, address, at) values ('login', '', now() - interval '1 year')");
        template.migrate("latest");
        template.run(
                "select divide_table('challenges', date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '"
                        + DAYS + " days')",
                "select divide_table('security_events', now() - interval '40 days')",
                "select make_partitions()");
        for (var day = DAYS; day > 0; day--) {
            template.run("""
                    do 'declare p partitioned_tables; lower timestamptz; name text; begin
                        select * into p from partitioned_tables where partitioned_tables.name = ''challenges'';
                        lower := partition_start(p, now(), -%d);
                        name := ''challenges_'' || to_char(lower at time zone ''UTC'', ''YYYYMMDD'');
                        execute format(''create table %%I (like challenges_default including all)'', name);
                        execute format(''alter table challenges attach partition %%I for values from (%%L) to (%%L)'', name,
                                       partition_bound(p, lower), partition_bound(p, partition_start(p, lower, 1)));
                    end'""".formatted(day));
        }
    }

    @BeforeEach
    void begin() throws SQLException {
        database = new OwnDatabase("copy", template);
    }

    @AfterAll
    static void drop() throws SQLException {
        template.close();
    }

    @AfterEach
    void end() throws SQLException {
        database.close();
    }

    @Test
    void aWeekIsMadeAheadAndNothingTwice() throws SQLException {
        assertThat(database.one("""
                select count(*) from pg_class where relname in (
                  select 'challenges_' || to_char(now() at time zone 'UTC' + d * interval '1 day', 'YYYYMMDD')
                    from generate_series(0, 7) d)""")).isEqualTo("8");
        assertThat(database.one("select make_partitions()")).isEqualTo("(0,0)");
    }

    @Test
    void nodesMakeThemAtOnceAndEachOnce() throws Exception {
        dropAhead();
        var made = together(8, () -> database.one("select made from make_partitions()"));
        made.add(database.one("select made from make_partitions()"));
        assertThat(made.stream().mapToInt(Integer::parseInt).sum()).isEqualTo(7);
    }

    @Test
    void nodesDropWhatIsOverAtOnceAndEachOnce() throws Exception {
        var dropped = together(4, () -> {
            var sum = 0;
            for (var call = 0; call < 2 * DAYS; call++) {
                sum += Integer.parseInt(database.one("select dropped from " + KEEP));
            }
            return String.valueOf(sum);
        });
        assertThat(dropped.stream().mapToInt(Integer::parseInt).sum()).isEqualTo(DAYS - 1);
        assertThat(database.one("select more from " + KEEP)).isEqualTo("false");
        assertThat(database.one("""
                select min(relname::text) from pg_class where relname ~ '^challenges_\\d{8}$'"""))
                .isEqualTo(database.one(
                        "select 'challenges_' || to_char(now() at time zone 'UTC' - interval '2 days', 'YYYYMMDD')"));
    }

    @Test
    void lastCodesGoWithTheirChallengesBatchByBatch() throws SQLException {
        for (var code = 0; code < 25; code++) {
            database.run(challenge("'9 days 1 hour'", "phone" + code), lastCode("phone" + code));
        }
        database.run("update last_codes set challenge_id = gen_random_uuid() where phone = 'phone7'");
        var calls = new ArrayList<String>();
        while (Boolean.parseBoolean(database.one("select more from " + KEEP))) {
            calls.add(database.one("select count(*) from last_codes"));
        }
        assertThat(calls).startsWith("25").contains("16", "6", "1").endsWith("1");
        assertThat(database.one("select phone from last_codes")).isEqualTo("phone7");
        assertThat(database.one("select count(*) from challenges")).isEqualTo("0");
    }

    @Test
    void nothingIsDroppedSoonerThanItMust() throws SQLException {
        assertThat(database.one("select dropped from drop_partition('security_events', 365 * 86400, 10)"))
                .isEqualTo("0");
        assertThat(database.one("select dropped from drop_partition('security_events', 0, 10)"))
                .isEqualTo("1");
        assertThat(database.one("select dropped from drop_partition('security_events', 0, 10)"))
                .isEqualTo("0");
        assertThat(database.one("select dropped from drop_partition('order_events', 0, 10)"))
                .isEqualTo("0");
        assertThat(database.one("select dropped from drop_partition('users', 0, 10)"))
                .isEqualTo("0");
        while (Boolean.parseBoolean(database.one("select more from drop_partition('challenges', 0, 10)"))) {}
        database.run(challenge("'0 minutes'", "now"), challenge("'23 hours'", "recent"));
        assertThat(database.one("select dropped from drop_partition('challenges', 0, 10)"))
                .isEqualTo("0");
        assertThat(database.one("select count(*) from challenges")).isEqualTo("2");
    }

    /** Where nobody makes partitions, rows go to the default one and stay there, and the times after them get theirs. */
    @Test
    void rowsOfATimeWithoutPartitionAreKept() throws SQLException {
        dropAhead();
        database.run(challenge("'-3 days'", "later"));
        assertThat(database.one("select tableoid::regclass from challenges where phone = 'later'"))
                .isEqualTo("challenges_default");
        assertThat(database.one("select make_partitions()")).isEqualTo("(6,1)");
        database.run(challenge("'-3 days'", "later still"), challenge("'-4 days'", "next day"));
        assertThat(database.one("select count(*) from challenges_default")).isEqualTo("2");
    }

    /** A dump reads every partition for hours. Rows are written meanwhile, and what has to wait is done after it. */
    @Test
    void whoeverReadsAllPartitionsStopsNoSale() throws Exception {
        dropAhead();
        try (var dump = database.connect();
                var statement = dump.createStatement()) {
            dump.setAutoCommit(false);
            statement.execute("select count(*) from challenges");
            var sales = Executors.newSingleThreadExecutor();
            try {
                var codes = sales.submit(() -> {
                    for (var code = 0; code < 200; code++) {
                        database.run("set statement_timeout = '1s'", challenge("'0 minutes'", "during " + code));
                    }
                    return database.one("select count(*) from challenges where phone like 'during %'");
                });
                assertThat(database.one("select make_partitions()")).isEqualTo("(0,7)");
                assertThatThrownBy(() -> database.one("select dropped from " + KEEP))
                        .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                                .isEqualTo(LOCK_NOT_AVAILABLE));
                assertThat(codes.get()).isEqualTo("200");
            } finally {
                sales.shutdown();
            }
            dump.rollback();
        }
        assertThat(database.one("select make_partitions()")).isEqualTo("(7,0)");
        assertThat(database.one("select dropped from " + KEEP)).isEqualTo("1");
    }

    private void dropAhead() throws SQLException {
        for (var day = 1; day <= 7; day++) {
            database.run("drop table challenges_"
                    + database.one(
                            "select to_char(now() at time zone 'UTC' + interval '" + day + " days', 'YYYYMMDD')"));
        }
    }

    private static List<String> together(int callers, Callable<String> call) throws Exception {
        var pool = Executors.newFixedThreadPool(callers);
        try {
            var results = new ArrayList<String>();
            for (var result : pool.invokeAll(java.util.Collections.nCopies(callers, call))) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdown();
        }
    }

    static String challenge(String age, String phone) {
        return """
                insert into challenges (id, key_id, purpose, phone, country, payload, about, max_attempts, max_sends, expires_at, start_key)
                values ((lpad(to_hex((extract(epoch from now() - interval %s) * 1000)::bigint), 12, '0')
                         || substr(uuidv4()::text, 14))::uuid, '', 'order', '%s', 'BD', '{}', '', 3, 4, now(), '%s')""".replace("uuidv4()", "gen_random_uuid()").formatted(age, phone, phone);
    }

    private static String lastCode(String phone) {
        return "insert into last_codes select phone, purpose, id, sent_at from challenges where phone = '" + phone
                + "'";
    }
}
