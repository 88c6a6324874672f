package io.ordergate.support.database;

import io.ordergate.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** A database of one test on the server of all tests, for what would be in the way of the others. */
final class OwnDatabase implements AutoCloseable {

    private final String name;

    OwnDatabase(String name) throws SQLException {
        this(name, name);
    }

    /** A copy, while nobody is connected to the other. */
    OwnDatabase(String name, OwnDatabase other) throws SQLException {
        this(name + " template " + other.name, name);
    }

    private OwnDatabase(String definition, String name) throws SQLException {
        this.name = name;
        try (var server = connect(url());
                var statement = server.createStatement()) {
            statement.execute("create database " + definition);
        }
    }

    OwnDatabase migrate(String target) {
        var address = DatabaseAddress.parse(TestDatabase.url());
        Flyway.configure()
                .dataSource(url(name), address.username(), address.password())
                .javaMigrations(new EmailForms())
                .target(target)
                .load()
                .migrate();
        return this;
    }

    Connection connect() throws SQLException {
        return connect(url(name));
    }

    void run(String... statements) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            for (var each : statements) {
                statement.execute(each);
            }
        }
    }

    String one(String query) throws SQLException {
        return String.valueOf(rows(query).get(0).values().iterator().next());
    }

    List<Map<String, Object>> rows(String query) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            var rows = new ArrayList<Map<String, Object>>();
            while (result.next()) {
                var row = new LinkedHashMap<String, Object>();
                for (var column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.put(result.getMetaData().getColumnLabel(column), result.getObject(column));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    @Override
    public void close() throws SQLException {
        try (var server = connect(url());
                var statement = server.createStatement()) {
            statement.execute("drop database " + name + " with (force)");
        }
    }

    private static Connection connect(String url) throws SQLException {
        var address = DatabaseAddress.parse(TestDatabase.url());
        return DriverManager.getConnection(url, address.username(), address.password());
    }

    private static String url() {
        return DatabaseAddress.parse(TestDatabase.url()).jdbcUrl();
    }

    private static String url(String name) {
        return "jdbc:postgresql://"
                + DatabaseAddress.parse(TestDatabase.url()).hosts().get(0) + "/" + name;
    }
}
