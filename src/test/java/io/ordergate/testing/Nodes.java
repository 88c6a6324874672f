package io.ordergate.testing;

import io.ordergate.Ordergate;
import io.ordergate.support.database.DatabaseAddress;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;

/** Nodes of one installation: whole services on a database that no other test has. */
public final class Nodes implements AutoCloseable {

    private final String migrationUrl;
    private final String url;
    private final List<String> settings;
    private final Queue<ReactiveWebServerApplicationContext> running = new ConcurrentLinkedQueue<>();

    /** One node. */
    public record Node(ReactiveWebServerApplicationContext context, Api api) {

        /** Stops the node. */
        public void stop() {
            context.close();
        }
    }

    /**
     * @param database the name of the database, which is made
     * @param settings those of each node, as arguments
     */
    public Nodes(String database, String... settings) {
        var address = DatabaseAddress.parse(TestDatabase.url());
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
                var statement = connection.createStatement()) {
            statement.execute("create database " + database);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        this.migrationUrl = named(TestDatabase.url(), database);
        this.url = named(TestDatabase.applicationUrl(), database);
        this.settings = List.of(settings);
    }

    /** Starts one more node. */
    public Node start(String... more) {
        var arguments = new ArrayList<String>(List.of(
                "--DATABASE_URL=" + url,
                "--DATABASE_MIGRATION_URL=" + migrationUrl,
                "--ordergate.environment=development",
                "--ordergate.secret.key=a secret of the tests that has 32 bytes and some",
                "--ordergate.outbox.relay=false",
                "--ordergate.cleanup.interval=365d",
                "--ordergate.fulfilment.interval=365d",
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--management.server.address=127.0.0.1",
                "--management.server.port=0"));
        arguments.addAll(settings);
        arguments.addAll(List.of(more));
        var context = (ReactiveWebServerApplicationContext)
                new SpringApplicationBuilder(Ordergate.class).run(arguments.toArray(String[]::new));
        running.add(context);
        return new Node(context, new Api(context));
    }

    /** The database, as its owner sees it. */
    public String migrationUrl() {
        return migrationUrl;
    }

    @Override
    public void close() {
        running.forEach(ReactiveWebServerApplicationContext::close);
    }

    private static String named(String url, String database) {
        return url.substring(0, url.lastIndexOf('/') + 1) + database;
    }
}
