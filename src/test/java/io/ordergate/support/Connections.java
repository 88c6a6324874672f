package io.ordergate.support;

import io.ordergate.support.database.DatabaseAddress;
import io.ordergate.testing.TestDatabase;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;

/** Connections to the database of the tests that no service has made. */
public final class Connections {

    private Connections() {}

    public static PostgresqlConnectionConfiguration.Builder ofTests() {
        var address = DatabaseAddress.parse(TestDatabase.url());
        var server = address.hosts().get(0);
        return PostgresqlConnectionConfiguration.builder()
                .host(server.name())
                .port(server.port())
                .database(address.database())
                .username(address.username())
                .password(address.password());
    }
}
