package io.ordergate.support.database;

import static io.ordergate.support.database.Rows.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@IntegrationTest
class StatementsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MANY = 200;

    private static final Sql ADD = Sql.of("insert into of_statements (id, above) values (:id, :above::int)");
    private static final Sql ADD_AND_TELL =
            Sql.of("insert into of_statements (id, above) values (:id, :above::int) returning id");
    private static final Sql READ = Sql.of("select id from of_statements where id = :id");
    private static final Sql SLEEP = Sql.of("select pg_sleep(:seconds::float8)::text as id");

    @Autowired
    private Statements statements;

    @Autowired
    private LoopPools pools;

    @Autowired
    private Database database;

    @BeforeEach
    void makeTable() {
        database.run("create table of_statements (id int primary key,"
                + " above int references of_statements deferrable initially deferred)");
        database.run("grant all on of_statements to public");
    }

    @AfterEach
    void dropTable() {
        database.run("drop table of_statements");
    }

    @Test
    void tellsHowManyRowsItWroteAndReadsOne() {
        assertThat(statements.update(add(ADD, 1, 1)).block(PATIENCE)).isEqualTo(1);
        assertThat(statements
                        .one(READ.call().bind("id", 1), row -> value(row, "id", Integer.class))
                        .block(PATIENCE))
                .isEqualTo(1);
        assertThat(statements
                        .one(READ.call().bind("id", 2), row -> value(row, "id", Integer.class))
                        .block(PATIENCE))
                .isNull();
    }

    @Test
    void aStatementThatAConnectionKeepsHasTheValuesOfItsCall() {
        var ids = Flux.range(1, MANY);
        ids.flatMap(id -> statements.update(add(ADD, id, id)), 3).blockLast(PATIENCE);
        var read = ids.flatMap(
                        id -> statements.one(
                                READ.call().bind("id", id), row -> Map.entry(id, value(row, "id", Integer.class))),
                        3)
                .collectList()
                .block(PATIENCE);
        assertThat(read).hasSize(MANY).allSatisfy(pair -> assertThat(pair.getValue())
                .isEqualTo(pair.getKey()));
        assertThat(statements
                        .update(add(ADD, 1, 1))
                        .onErrorComplete()
                        .then(statements.update(add(ADD, MANY + 1, 1)))
                        .block(PATIENCE))
                .isEqualTo(1);
    }

    @Test
    void aRowWhoseCommitFailsIsAnError() {
        var answer = statements.one(add(ADD_AND_TELL, 1, 7), row -> value(row, "id", Integer.class));
        assertThat(answer.materialize().block(PATIENCE).getThrowable())
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThat(database.count("select count(*) from of_statements")).isZero();
    }

    @Test
    void errorsAreThoseOfSpring() {
        statements.update(add(ADD, 1, 1)).block(PATIENCE);
        assertThat(statements
                        .update(add(ADD, 1, 1))
                        .materialize()
                        .block(PATIENCE)
                        .getThrowable())
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void connectionsComeBackFromResultsErrorsAndWhoGaveUp() {
        Flux.range(0, MANY)
                .flatMap(
                        number -> switch (number % 3) {
                            case 0 ->
                                statements
                                        .update(add(ADD, number + 1, number + 1))
                                        .then();
                            case 1 ->
                                statements.update(add(ADD, number, 0)).then().onErrorComplete();
                            default ->
                                statements
                                        .one(SLEEP.call().bind("seconds", 0.05), row -> true)
                                        .then()
                                        .timeout(Duration.ofMillis(10), Mono.empty());
                        },
                        MANY)
                .blockLast(PATIENCE);
        assertThat(statements
                        .one(READ.call().bind("id", 1), row -> value(row, "id", Integer.class))
                        .block(PATIENCE))
                .isEqualTo(1);
        await().atMost(PATIENCE).until(() -> pools.taken() == 0);
    }

    private static Sql.Call add(Sql sql, int id, int above) {
        return sql.call().bind("id", id).bind("above", above);
    }
}
