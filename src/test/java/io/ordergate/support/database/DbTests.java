package io.ordergate.support.database;

import static io.ordergate.support.database.Rows.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.support.secret.Ids;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@IntegrationTest
class DbTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MANY = 200;

    private static final Sql ADD = Sql.of("insert into of_db (id, above) values (:id, :above::int)");
    private static final Sql ADD_AND_READ =
            Sql.of("insert into of_db (id, above) values (:id, :above::int) returning id");
    private static final Sql READ = Sql.of("select id from of_db where id = :id");
    private static final Sql ALL = Sql.of("select id from of_db order by id");
    private static final Sql SLEEP = Sql.of("select pg_sleep(:seconds::float8)::text as id");
    private static final Sql BACKEND = Sql.of("select pg_backend_pid() as id, :any::int");
    private static final Sql NAMED = Sql.of("select count(*)::int as id from pg_prepared_statements where :any = :any");

    @Autowired
    private Db db;

    @Autowired
    private SelfHealingPool requests;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private TransactionalOperator tx;

    @Autowired
    private Database database;

    @BeforeEach
    void makeTable() {
        database.run("create table of_db (id int primary key,"
                + " above int references of_db deferrable initially deferred)");
        database.run("grant all on of_db to public");
    }

    @AfterEach
    void dropTable() {
        database.run("drop table of_db");
    }

    @Test
    void tellsHowManyRowsItWroteAndReadsOneOrAll() {
        assertThat(db.update(add(ADD, 1, 1)).block(PATIENCE)).isEqualTo(1);
        assertThat(db.updateOne(add(ADD, 2, 1)).block(PATIENCE)).isTrue();
        assertThat(db.updateOne(Sql.of("delete from of_db where id = :id").bind("id", 3))
                        .block(PATIENCE))
                .isFalse();
        assertThat(read(1).block(PATIENCE)).isEqualTo(1);
        assertThat(read(3).block(PATIENCE)).isNull();
        assertThat(db.list(ALL.call(), row -> value(row, "id", Integer.class)).block(PATIENCE))
                .containsExactly(1, 2);
        assertThat(db.one(ALL.call(), row -> value(row, "id", Integer.class))
                        .materialize()
                        .block(PATIENCE)
                        .isOnError())
                .isTrue();
    }

    @Test
    void aStatementThatAConnectionKeepsHasTheValuesOfItsCall() {
        var ids = Flux.range(1, MANY);
        ids.flatMap(id -> db.update(add(ADD, id, id)), 3).blockLast(PATIENCE);
        var read = ids.flatMap(id -> read(id).map(found -> Map.entry(id, found)), 3)
                .collectList()
                .block(PATIENCE);
        assertThat(read).hasSize(MANY).allSatisfy(pair -> assertThat(pair.getValue())
                .isEqualTo(pair.getKey()));
        assertThat(db.update(add(ADD, 1, 1))
                        .onErrorComplete()
                        .then(db.update(add(ADD, MANY + 1, 1)))
                        .block(PATIENCE))
                .isEqualTo(1);
    }

    @Test
    void missingValuesHaveATypeOfTheirOwn() {
        var sql = Sql.of("select pg_typeof(:text)::text as text, pg_typeof(:bytes)::text as bytes,"
                + " pg_typeof(:id)::text as id, pg_typeof(:number)::text as number, pg_typeof(:flag)::text as flag,"
                + " pg_typeof(:at)::text as at, coalesce(:text, 'none') as words");
        for (var round = 0; round < 3; round++) {
            for (var text : new String[] {null, "some"}) {
                var types = db.one(
                                sql.bind("text", text, String.class)
                                        .bind("bytes", null, byte[].class)
                                        .bind("id", null, UUID.class)
                                        .bind("number", null, Long.class)
                                        .bind("flag", null, Boolean.class)
                                        .bind("at", null, Instant.class),
                                row -> List.of(
                                        value(row, "text", String.class),
                                        value(row, "bytes", String.class),
                                        value(row, "id", String.class),
                                        value(row, "number", String.class),
                                        value(row, "flag", String.class),
                                        value(row, "at", String.class),
                                        value(row, "words", String.class)))
                        .block(PATIENCE);
                assertThat(types)
                        .containsExactly(
                                "character varying",
                                "bytea",
                                "uuid",
                                "bigint",
                                "boolean",
                                "timestamp with time zone",
                                text == null ? "none" : text);
            }
        }
    }

    @Test
    void aRowWhoseCommitFailsIsAnError() {
        var answer = db.one(add(ADD_AND_READ, 1, 7), row -> value(row, "id", Integer.class));
        assertThat(answer.materialize().block(PATIENCE).getThrowable())
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThat(database.count("select count(*) from of_db")).isZero();
    }

    @Test
    void errorsAreThoseOfSpring() {
        db.update(add(ADD, 1, 1)).block(PATIENCE);
        assertThat(db.update(add(ADD, 1, 1)).materialize().block(PATIENCE).getThrowable())
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(db.update(add(ADD, 1, 1))
                        .as(tx::transactional)
                        .materialize()
                        .block(PATIENCE)
                        .getThrowable())
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void aTransactionHoldsAllOfItsStatementsOnOneConnectionOrNone() {
        var committed = db.update(add(ADD, 1, 1))
                .then(db.update(add(ADD, 2, 1)))
                .then(read(2))
                .zipWith(db.jobs().list(ALL.call(), row -> value(row, "id", Integer.class)));
        var seen = tx.transactional(committed).block(PATIENCE);
        assertThat(seen.getT1()).isEqualTo(2);
        assertThat(seen.getT2()).as("seen by others before the commit").isEmpty();
        assertThat(database.count("select count(*) from of_db")).isEqualTo(2);

        var refused = db.update(add(ADD, 3, 1)).then(db.update(add(ADD, 1, 1)));
        assertThat(refused.as(tx::transactional).materialize().block(PATIENCE).isOnError())
                .isTrue();
        assertThat(database.count("select count(*) from of_db")).isEqualTo(2);

        var connections = Flux.range(0, 5).concatMap(number -> backend(db)).collectList();
        assertThat(connections.as(tx::transactional).block(PATIENCE).stream().distinct())
                .hasSize(1);
    }

    @Test
    void statementsOfJobsAreNeverKeptByTheServerNorPartOfATransaction() {
        Flux.range(0, 10).concatMap(number -> backend(db.jobs())).blockLast(PATIENCE);
        assertThat(db.jobs()
                        .one(NAMED.bind("any", 1), row -> value(row, "id", Integer.class))
                        .block(PATIENCE))
                .isZero();
        var outside = db.jobs().update(add(ADD, 1, 1)).then(Mono.error(new IllegalStateException("rolls back")));
        assertThat(outside.as(tx::transactional).materialize().block(PATIENCE).isOnError())
                .isTrue();
        assertThat(database.count("select count(*) from of_db")).isEqualTo(1);
    }

    /** The counters of PostgreSQL tell: who looks a row up by its key does not read the table, now that there is one. */
    @Test
    void aPlanThatIsKeptFromWhenTheTableWasEmptyIsNoScan() {
        database.run("vacuum analyze of_db");
        for (var each : List.of(db, db.jobs())) {
            Flux.range(0, 100)
                    .flatMap(id -> each.one(READ.bind("id", id), row -> true), 32)
                    .blockLast(PATIENCE);
        }
        database.run("insert into of_db select id from generate_series(1, 5000) as id");
        var before = scanned();
        for (var each : List.of(db, db.jobs())) {
            assertThat(Flux.range(1, 100)
                            .flatMap(id -> each.one(READ.bind("id", id), row -> true), 32)
                            .count()
                            .block(PATIENCE))
                    .isEqualTo(100);
        }
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true); // until a connection has told of what it did
        assertThat(scanned()).isEqualTo(before);
    }

    private long scanned() {
        return database.count("select seq_tup_read from pg_stat_user_tables where relname = 'of_db'");
    }

    /** To plan one of them for each call takes longer than the call. */
    @Test
    void theStatementsOfAnOrderArePlannedOnce() throws Exception {
        for (var each : Map.of(
                        "verification.sql",
                        "ChallengeSql.INSERT",
                        "checkout.sql",
                        "CheckoutRepository.DECIDE_AND_PLACE")
                .entrySet()) {
            var file = Files.readString(Path.of("src/docs/sql", each.getKey()));
            var start = file.indexOf("-- " + each.getValue() + "\n");
            assertThat(timesPlannedForAll(file.substring(start, file.indexOf(";\n", start))))
                    .as(each.getValue())
                    .isPositive();
        }
    }

    /** How often a statement that is called ten times got the plan for any values. */
    private static int timesPlannedForAll(String text) throws SQLException {
        var names = new ArrayList<String>();
        var numbered = Pattern.compile("(?<!:):([a-z][a-z0-9_]*)").matcher(text).replaceAll(found -> {
            if (!names.contains(found.group(1))) {
                names.add(found.group(1));
            }
            return "\\$" + (names.indexOf(found.group(1)) + 1);
        });
        try (var connection = Database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set enable_seqscan = off");
            statement.execute("prepare planned as " + numbered);
            var types = text(statement, "select parameter_types from pg_prepared_statements where name = 'planned'")
                    .replaceAll("[{}\"]", "")
                    .split(",", -1);
            var values = IntStream.range(0, types.length)
                    .mapToObj(each -> parameter(names.get(each), types[each]) + "::" + types[each])
                    .collect(Collectors.joining(","));
            for (var call = 0; call < 10; call++) {
                statement.execute("execute planned(" + values + ")");
            }
            return Integer.parseInt(
                    text(statement, "select generic_plans from pg_prepared_statements where name = 'planned'"));
        }
    }

    private static String parameter(String name, String type) {
        return switch (type) {
            case "uuid" ->
                "'" + Ids.smallest(name.equals("end_id") ? Instant.now().plus(Duration.ofDays(1)) : Instant.now())
                        + "'";
            case "jsonb" -> "'{}'";
            case "bytea" -> "''";
            case "boolean" -> "true";
            default -> type.endsWith("[]") ? "'{1,2,3,4,5}'" : "'1'";
        };
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void connectionsComeBackFromResultsErrorsAndWhoGaveUp() {
        Flux.range(0, MANY)
                .flatMap(
                        number -> switch (number % 4) {
                            case 0 ->
                                db.update(add(ADD, number + 1, number + 1)).then();
                            case 1 -> db.update(add(ADD, number, 0)).then().onErrorComplete();
                            case 2 -> sleep().timeout(Duration.ofMillis(10), Mono.empty());
                            default -> sleep().as(tx::transactional).timeout(Duration.ofMillis(10), Mono.empty());
                        },
                        MANY)
                .blockLast(PATIENCE);
        assertThat(read(1).block(PATIENCE)).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> requests.taken() == 0);
    }

    @Test
    void bothPoolsHaveMeters() {
        assertThat(List.of("requests", "jobs")).allSatisfy(name -> assertThat(
                        meters.find("r2dbc.pool.acquired").tag("name", name).gauge())
                .isNotNull());
    }

    /** What somebody writes next on such a connection would never be committed. */
    @Test
    void whoGivesUpWhileATransactionBeginsLeavesNoneOpen() {
        for (var round = 0; round < 30; round++) {
            Flux.range(0, 2 * MANY)
                    .flatMap(
                            id -> read(id).as(tx::transactional).timeout(anyTimeUntilMostAreDone(), Mono.empty()),
                            2 * MANY)
                    .blockLast(PATIENCE);
            await().atMost(PATIENCE).until(() -> requests.taken() == 0);
            assertThat(database.count("""
                            select count(*) from pg_stat_activity
                             where application_name = 'ordergate' and state like 'idle in transaction%'""")).isZero();
        }
    }

    private static Duration anyTimeUntilMostAreDone() {
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(50_000, 12_000_000));
    }

    private Mono<Void> sleep() {
        return db.one(SLEEP.bind("seconds", 0.05), row -> true).then();
    }

    private Mono<Integer> read(int id) {
        return db.one(READ.bind("id", id), row -> value(row, "id", Integer.class));
    }

    private static Mono<Integer> backend(Db db) {
        return db.one(BACKEND.bind("any", 1), row -> value(row, "id", Integer.class));
    }

    private static Sql.Call add(Sql sql, int id, int above) {
        return sql.bind("id", id).bind("above", above);
    }
}
