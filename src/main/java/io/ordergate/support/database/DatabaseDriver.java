package io.ordergate.support.database;

import io.ordergate.support.database.DatabaseSettings.Pooler;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.client.ReactorResourceFactory;

/** Makes what makes connections: the driver's configuration for each server of an address. */
class DatabaseDriver {

    private final DatabaseSettings settings;
    private final ReactorResourceFactory resources;

    /**
     * Rows are looked up by keys, and plans are kept, those of foreign keys by the server: one made while a table is small
     * must not be a scan of it, which would stay while it grows. Where there is no index, a table is scanned as ever.
     * Compiling a plan is never worth it here.
     */
    private final Map<String, String> session;

    DatabaseDriver(DatabaseSettings settings, ReactorResourceFactory resources) {
        this.settings = settings;
        this.resources = resources;
        this.session = Map.of(
                "enable_seqscan",
                "off",
                "jit",
                "off",
                "statement_timeout",
                Long.toString(settings.statementTimeout().toMillis()));
    }

    /** The same with other limits. */
    DatabaseDriver with(DatabaseSettings others) {
        return new DatabaseDriver(others, resources);
    }

    /** Connections of requests and jobs, through the pooler if there is one. */
    DatabaseServers to(DatabaseAddress address, int keptStatements) {
        return servers(address, settings.pooler(), keptStatements);
    }

    /** Connections to the server itself, whatever stands in front of it for others. */
    DatabaseServers directTo(DatabaseAddress address) {
        return servers(address, Pooler.NONE, 0);
    }

    private DatabaseServers servers(DatabaseAddress address, Pooler pooler, int keptStatements) {
        var tls = new DatabaseTls(address);
        var loops = new WatchfulLoops(
                resources.getLoopResources(), settings.acquireTimeout().plus(settings.statementTimeout()));
        var longest = address.connectTimeout(settings.connectTimeout(), settings.acquireTimeout());
        var servers = address.hosts().stream()
                .map(host -> tls.secure(PostgresqlConnectionConfiguration.builder(), host)
                        .host(host.name())
                        .port(host.port())
                        .database(address.database())
                        .username(address.username())
                        .password(address.password())
                        .connectTimeout(longest)
                        .applicationName(address.applicationName())
                        .preparedStatementCacheQueries(pooler == Pooler.TRANSACTION ? 0 : keptStatements)
                        .options(pooler == Pooler.NONE ? session : Map.of())
                        .tcpKeepAlive(true)
                        .loopResources(loops)
                        .build())
                .map(PostgresqlConnectionFactory::new)
                .toList();
        return new DatabaseServers(
                servers, address.primaryOnly(), pooler == Pooler.SESSION ? statements(session) : "", longest);
    }

    /** A pooler refuses the settings of a session as parameters of the connection; as statements it passes them on. */
    private static String statements(Map<String, String> session) {
        return session.entrySet().stream()
                .map(setting -> "set " + setting.getKey() + " = " + setting.getValue())
                .collect(Collectors.joining("; "));
    }
}
