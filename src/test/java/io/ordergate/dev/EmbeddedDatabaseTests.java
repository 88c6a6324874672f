package io.ordergate.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTests {

    private static final String READY = "ready on port ";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private Optional<Process> service = Optional.empty();

    /** Another service with the same folder, in a process of its own; it ends when its input does. */
    static final class Service {

        private Service() {}

        public static void main(String[] arguments) throws IOException {
            try (var database = new EmbeddedDatabase(Path.of(arguments[0]))) {
                System.out.println(READY + database.port());
                System.in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        if (service.isPresent()) {
            service.get().destroyForcibly().waitFor();
        }
        postgres().ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void dataIsKeptAcrossCloseAndStart() throws Exception {
        try (var database = new EmbeddedDatabase(folder)) {
            writeRow(database.port());
        }
        await("it ends with its service, if not within the time that the service waits for it")
                .atMost(PATIENCE)
                .ignoreExceptions() // its file may go while it is read
                .until(() -> postgres().isEmpty());
        try (var database = new EmbeddedDatabase(folder)) {
            assertThat(row(database.port())).isEqualTo("kept");
        }
    }

    @Test
    void aServiceThatWasKilledIsSucceededByTheNext() throws Exception {
        writeRow(startService());
        var orphan = postgres().orElseThrow();
        service.orElseThrow().destroyForcibly().waitFor();
        assertThat(orphan.isAlive()).as("it outlives its service").isTrue();

        try (var database = new EmbeddedDatabase(folder)) {
            assertThat(orphan.isAlive()).as("it was stopped").isFalse();
            assertThat(row(database.port())).isEqualTo("kept");
        }
    }

    @Test
    void aSecondServiceInTheSameFolderIsToldWhatToDo() throws Exception {
        var port = startService();
        writeRow(port);
        assertThatThrownBy(() -> new EmbeddedDatabase(folder))
                .hasRootCauseMessage(
                        "Another Ordergate uses " + folder.toAbsolutePath() + ": stop it, or set DATABASE_URL");
        assertThat(row(port)).as("the first is not disturbed").isEqualTo("kept");
    }

    /** The port of the database of another service. */
    private int startService() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var started = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName(),
                        folder.toAbsolutePath().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        service = Optional.of(started);
        return started.inputReader()
                .lines()
                .filter(line -> line.startsWith(READY))
                .map(line -> Integer.parseInt(line.substring(READY.length())))
                .findFirst()
                .orElseThrow();
    }

    /** The PostgreSQL that runs on the data in the folder. */
    private Optional<ProcessHandle> postgres() throws IOException {
        var file = folder.resolve("data/postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0))).filter(ProcessHandle::isAlive);
    }

    private static void writeRow(int port) throws SQLException {
        try (var connection = connect(port);
                var statement = connection.createStatement()) {
            statement.execute("create table memory as select 'kept' as word");
        }
    }

    private static String row(int port) throws SQLException {
        try (var connection = connect(port);
                var statement = connection.createStatement();
                var result = statement.executeQuery("select word from memory")) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }

    private static Connection connect(int port) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "");
    }
}
