package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.TestDatabase;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** All integration tests run as the user of requests; here that user tries what somebody would who has got hold of its password. */
@IntegrationTest
class DatabaseRolesTests {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    @Test
    void theUserOfRequestsPlacesOrdersAndOwnsNothing() {
        var phone = Api.somePhone();
        var session = api.session(phone);
        assertThat(api.verify(session, api.code(phone)).status()).isEqualTo(201);
        assertThat(database.count("select count(*) from pg_class where relowner = 'ordergate_app'::regrole"))
                .isZero();
        assertThat(database.count("select count(*) from pg_stat_activity where usename = 'ordergate_app'"
                        + " and application_name = 'ordergate'"))
                .isPositive();
    }

    /** A node that is given nothing but the user of requests starts, if another has migrated. */
    @Test
    void theUserOfRequestsSeesThatNothingIsToBeMigrated() {
        var address = DatabaseAddress.parse(TestDatabase.applicationUrl());
        var done = Flyway.configure()
                .javaMigrations(new EmailForms())
                .dataSource(address.jdbcUrl(), address.username(), address.password())
                .load()
                .migrate();
        assertThat(done.migrationsExecuted).isZero();
    }

    /** Else the second address would only seem to protect anything. */
    @Test
    void theUserOfRequestsMustNotActForTheOwner() {
        database.run("create role ordergate_twin login in role current_user");
        try {
            var owner = DatabaseAddress.parse(TestDatabase.url());
            var twin = DatabaseAddress.parse(TestDatabase.url().replaceFirst("//[^@]*@", "//ordergate_twin:x@"));
            var flyway = Flyway.configure()
                    .javaMigrations(new EmailForms())
                    .dataSource(owner.jdbcUrl(), owner.username(), owner.password())
                    .load();
            var start = new DatabaseStart(
                    twin,
                    owner,
                    Duration.ZERO,
                    new DatabaseClock(new DatabaseClock.Settings(Duration.ofSeconds(30))),
                    false);
            assertThatThrownBy(() -> start.migrate(flyway))
                    .hasRootCauseInstanceOf(SQLException.class)
                    .rootCause()
                    .hasMessageContaining("ordergate_twin of DATABASE_URL");
        } finally {
            database.run("drop role ordergate_twin");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update order_events set actor = 'nobody'",
                "delete from order_events",
                "truncate order_events",
                "update payment_events set kind = 'x'",
                "delete from payment_events",
                "update security_events set address = ''",
                "truncate security_events",
                "delete from orders",
                "delete from users",
                "delete from payments",
                "delete from refunds",
                "update flyway_schema_history set checksum = 0",
                "delete from flyway_schema_history",
                "alter table order_events disable trigger all",
                "alter table order_events disable trigger order_events_are_final",
                "drop trigger order_events_are_final on order_events",
                "create trigger mine before insert on order_events for each row execute function refuse_change()",
                "create or replace function refuse_change() returns trigger language plpgsql as 'begin return new; end'",
                "drop table order_events cascade",
                "alter table order_events owner to ordergate_app",
                "create table public.copies as select * from order_events",
                "set session_replication_role = replica",
                "alter role ordergate_app superuser",
                "copy order_events to program 'id'"
            })
    void historyCannotBeRewritten(String statement) {
        assertThatThrownBy(() -> run(statement))
                .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                        .as(refused.getMessage())
                        .isEqualTo(INSUFFICIENT_PRIVILEGE));
    }

    private static void run(String sql) throws SQLException {
        var address = DatabaseAddress.parse(TestDatabase.applicationUrl());
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            connection.rollback();
        }
    }
}
