package io.ordergate.support.database;

import io.ordergate.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** An installed PgBouncer in front of the database of the tests, with fewer connections than a node has. */
final class PgBouncer implements AutoCloseable {

    static final int SERVER_CONNECTIONS = 4;

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Optional<Path> installed() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static PgBouncer start(Path folder, String mode, int serverConnections) throws IOException {
        var port = freePort();
        var owner = DatabaseAddress.parse(withPassword(TestDatabase.url()));
        var user = DatabaseAddress.parse(TestDatabase.applicationUrl());
        var server = owner.hosts().get(0);
        var users = Files.writeString(
                folder.resolve("users"),
                "\"%s\" \"%s\"\n\"%s\" \"%s\"\n"
                        .formatted(owner.username(), owner.password(), user.username(), user.password()));
        var settings = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=%s port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = plain
                auth_file = %s
                pool_mode = %s
                default_pool_size = %d
                max_client_conn = 200
                ignore_startup_parameters = extra_float_digits
                %s
                """.formatted(
                        server.name(),
                        server.port(),
                        port,
                        users,
                        mode,
                        serverConnections,
                        System.getProperty("user.name").equals("root") ? "user = nobody" : ""));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var process = new ProcessBuilder(installed().orElseThrow().toString(), settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        var pooler = new PgBouncer(process, port);
        Awaitility.await().until(pooler::listens);
        return pooler;
    }

    /** A URL of the database of the tests, through the pooler. */
    String before(String url) {
        return withPassword(url).replaceFirst("@[^/]*/", "@127.0.0.1:" + port + "/");
    }

    /** A server that trusts everybody takes any, and the pooler insists on one. */
    private static String withPassword(String url) {
        return url.replaceFirst("//(\\w+)@", "//$1:any@");
    }

    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
