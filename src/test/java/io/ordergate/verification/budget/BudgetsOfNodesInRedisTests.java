package io.ordergate.verification.budget;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.database.DatabaseAddress;
import io.ordergate.testing.RedisServers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same with Redis, of which the database then knows nothing. */
class BudgetsOfNodesInRedisTests extends BudgetsOfNodesTests {

    @TempDir
    private static Path folder;

    private RedisServers redis;

    @Override
    String store() throws IOException {
        RedisServers.require();
        redis = RedisServers.one(folder);
        return redis.url();
    }

    @AfterAll
    void stopRedis() {
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void noRowOfTheDatabaseIsWritten() throws SQLException {
        var phone = somePhone();
        var asked = initiate(one(), "10.5.0.1", phone, 1).block();
        assertThat(asked.status()).isEqualTo(202);
        assertThat(other().api()
                        .verify(asked.field("session_token"), one().api().code(phone))
                        .status())
                .isEqualTo(201);
        assertThat(redis.keys()).contains("{og}:");
        var address = DatabaseAddress.parse(nodes.migrationUrl());
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select (select count(*) from budgets) + (select count(*) from budget_leases)")) {
            rows.next();
            assertThat(rows.getLong(1)).isZero();
        }
    }
}
