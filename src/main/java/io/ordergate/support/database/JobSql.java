package io.ordergate.support.database;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.r2dbc.spi.Connection;
import org.springframework.boot.r2dbc.metrics.ConnectionPoolMetrics;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.r2dbc.core.PreparedOperation;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Statements of jobs: on a few connections of their own, which keep no statements, so that PostgreSQL plans each for
 * the sizes that the tables have at that moment. A plan that is kept would be one for empty tables, since a job looks mostly
 * when there is nothing to do, and would stay when they fill. Not for statements that belong to a transaction.
 */
public final class JobSql implements MeterBinder, Disposable {

    private final LivePool connections;
    private final DatabaseClient client;

    JobSql(LivePool connections) {
        this.connections = connections;
        this.client = DatabaseClient.create(connections);
    }

    /** A statement with parameters written as {@code :name}. */
    public GenericExecuteSpec sql(String text) {
        return client.sql(text);
    }

    /** A statement that brings its values along. */
    public GenericExecuteSpec sql(PreparedOperation<?> call) {
        return client.sql(call);
    }

    Mono<Connection> connections() {
        return connections.create();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        new ConnectionPoolMetrics(connections, "ordergate", Tags.of("loop", "jobs")).bindTo(registry);
    }

    @Override
    public void dispose() {
        connections.dispose();
    }
}
