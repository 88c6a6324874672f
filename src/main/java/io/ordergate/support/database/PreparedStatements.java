package io.ordergate.support.database;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Statements that each connection keeps, to be executed many times: the driver takes the text of every new one apart, which
 * is longer work than to bind its values. A statement is used by whoever holds its connection, and by nobody else.
 */
final class PreparedStatements {

    /** Longer than a connection lives: what is kept for one that ended goes in time, since a statement knows its connection. */
    private static final Duration LIFE = Duration.ofHours(1);

    private static final int CONNECTIONS = 1_000;

    /** Of one connection: as many as the driver keeps by itself. */
    static final int STATEMENTS = 256;

    private final Cache<Connection, Map<String, Statement>> kept = Caffeine.newBuilder()
            .weakKeys()
            .expireAfterWrite(LIFE)
            .maximumSize(CONNECTIONS)
            .executor(Runnable::run)
            .build();

    /** The statement of this connection with this text. */
    Statement of(Connection connection, String text) {
        var statements = Objects.requireNonNull(kept.get(real(connection), added -> new LatestStatements()));
        return statements.computeIfAbsent(text, connection::createStatement);
    }

    /** To be called when one did not run to its end: what a driver thinks of it then is not known. */
    void forget(Connection connection) {
        kept.invalidate(real(connection));
    }

    /** The pool wraps a connection anew for each who holds it. */
    static Connection real(Connection connection) {
        return connection instanceof Wrapped<?> coat && coat.unwrap() instanceof Connection real ? real : connection;
    }

    /** The statements of one connection by their texts; those that were not used for longest go. */
    private static final class LatestStatements extends LinkedHashMap<String, Statement> {

        private static final long serialVersionUID = 1;

        private LatestStatements() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Statement> eldest) {
            return size() > STATEMENTS;
        }
    }
}
