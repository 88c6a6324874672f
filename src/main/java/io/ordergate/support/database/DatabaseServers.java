package io.ordergate.support.database;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The servers of one database. The server that gave the last connection is asked first: the driver's own list of servers begins
 * with the first at each connection, so that one that is silent would cost its time-out each time.
 */
final class DatabaseServers implements ConnectionFactory {

    private static final Logger log = LoggerFactory.getLogger(DatabaseServers.class);

    private final List<? extends ConnectionFactory> servers;
    private final boolean primaryOnly;
    private final String session;
    private final Duration longest;
    private volatile int latest;

    /**
     * @param primaryOnly whether servers that cannot be written to are passed over
     * @param session statements for the begin of a session, if any
     * @param longest that one server may take, where there are several
     */
    DatabaseServers(List<? extends ConnectionFactory> servers, boolean primaryOnly, String session, Duration longest) {
        this.servers = servers;
        this.primaryOnly = primaryOnly;
        this.session = session;
        this.longest = longest;
    }

    @Override
    public Mono<PostgresqlConnection> create() {
        return Mono.defer(() -> from(latest, servers.size()));
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return servers.get(0).getMetadata();
    }

    /** Asks so many servers, one after the other; the failure is that of the last. */
    private Mono<PostgresqlConnection> from(int server, int left) {
        var next = (server + 1) % servers.size();
        return left == 1
                ? connect(server)
                : Timeouts.after(longest, connect(server)).onErrorResume(failed -> from(next, left - 1));
    }

    private Mono<PostgresqlConnection> connect(int server) {
        return Mono.from(servers.get(server).create())
                .cast(PostgresqlConnection.class)
                .delayUntil(this::prepare)
                .doOnNext(connection -> note(server));
    }

    private Mono<Void> prepare(PostgresqlConnection connection) {
        return requirePrimary(connection)
                .then(begin(connection))
                .onErrorResume(refused -> connection.close().then(Mono.error(refused)));
    }

    private Mono<Void> requirePrimary(PostgresqlConnection connection) {
        return primaryOnly
                ? isPrimary(connection)
                        .filter(primary -> primary)
                        .switchIfEmpty(Mono.error(
                                () -> new R2dbcTransientResourceException("the server is no primary", "25006")))
                        .then()
                : Mono.empty();
    }

    private Mono<Void> begin(PostgresqlConnection connection) {
        return session.isEmpty()
                ? Mono.empty()
                : connection
                        .createStatement(session)
                        .execute()
                        .flatMap(PostgresqlResult::getRowsUpdated)
                        .then();
    }

    private static Mono<Boolean> isPrimary(PostgresqlConnection connection) {
        return connection
                .createStatement("show transaction_read_only")
                .execute()
                .flatMap(result -> result.map((row, about) -> "off".equals(row.get(0, String.class))))
                .single();
    }

    private void note(int server) {
        if (latest != server) {
            latest = server;
            log.info("Server {} of {} of the database gives connections now", server + 1, servers.size());
        }
    }
}
