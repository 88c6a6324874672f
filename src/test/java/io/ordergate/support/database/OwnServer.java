package io.ordergate.support.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A PostgreSQL that one test has for itself, from the embedded binaries: it may be limited, killed, copied. */
final class OwnServer implements AutoCloseable {

    private final Path data;
    private final Map<String, String> settings;
    private EmbeddedPostgres server;

    private OwnServer(Path data, Map<String, String> settings, int port) throws IOException {
        this.data = data;
        this.settings = settings;
        this.server = start(port);
    }

    static OwnServer with(Path data, Map<String, String> settings) throws IOException {
        return new OwnServer(data, settings, 0);
    }

    /** A standby that repeats everything before a commit of this server is acknowledged. */
    OwnServer standby(Path copy) throws IOException, SQLException {
        var port = port();
        server.close();
        copy(data, copy);
        Files.createFile(copy.resolve("standby.signal"));
        server = start(port);
        var itself = new LinkedHashMap<>(settings);
        itself.remove("synchronous_standby_names");
        itself.put("wal_retrieve_retry_interval", "100ms"); // else a promotion may wait for 5 s
        itself.put("primary_conninfo", "'host=127.0.0.1 port=" + port + " user=postgres'");
        return new OwnServer(copy, itself, 0);
    }

    private EmbeddedPostgres start(int port) throws IOException {
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(data.toFile())
                .setCleanDataDirectory(false)
                .setPort(port);
        settings.forEach(builder::setServerConfig);
        return builder.start();
    }

    int port() {
        return server.getPort();
    }

    /** As DATABASE_URL has it, for the superuser. */
    String url() {
        return "postgresql://postgres@localhost:" + port() + "/postgres";
    }

    void run(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long count(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Ends all its processes at once, as a power failure does. */
    void kill() throws IOException {
        var postmaster = ProcessHandle.of(Long.parseLong(
                        Files.readAllLines(data.resolve("postmaster.pid")).get(0)))
                .orElseThrow();
        var children = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            files.filter(file -> !file.endsWith("epg-lock")).forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }
}
