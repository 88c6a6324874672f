package io.ordergate.dev;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL for one developer, with its data in a folder. It starts and ends with the service; its data outlives
 * kill -9.
 */
final class EmbeddedDatabase implements AutoCloseable {

    private static final Duration STARTUP = Duration.ofSeconds(60);
    private static final int SHUTDOWN_SECONDS = 10;
    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);

    private final EmbeddedPostgres postgres;
    private @Nullable FileChannel lockFile;

    EmbeddedDatabase(Path folder) {
        try {
            Files.createDirectories(folder);
            lockFile = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            requireLock(lockFile, folder);
            stopOrphan(folder.resolve("data"));
            postgres = start(folder);
            log.info("Embedded PostgreSQL on port {}, data in {}", postgres.getPort(), folder);
        } catch (IOException failed) {
            release();
            throw new UncheckedIOException("The embedded PostgreSQL does not start", failed);
        }
    }

    int port() {
        return postgres.getPort();
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        release();
    }

    private void release() {
        try {
            if (lockFile != null) {
                lockFile.close();
            }
        } catch (IOException kept) {
            log.warn("The lock of the embedded PostgreSQL ends with this process only", kept);
        }
    }

    private static void requireLock(FileChannel lockFile, Path folder) throws IOException {
        FileLock lock = lockFile.tryLock();
        if (lock == null) {
            throw new IOException(
                    "Another Ordergate uses " + folder.toAbsolutePath() + ": stop it, or set DATABASE_URL");
        }
    }

    private static EmbeddedPostgres start(Path folder) throws IOException {
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.resolve("postgresql").toFile())
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(STARTUP)
                .setServerConfig("fsync", "on") // the library turns it off, for tests
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "100")
                .start();
    }

    /**
     * Stops the PostgreSQL that a killed service has left behind. No other service can use it, since this one holds the
     * lock.
     */
    private static void stopOrphan(Path data) throws IOException {
        var pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        var lines = Files.readAllLines(pidFile);
        var orphan = lines.isEmpty() ? Optional.<ProcessHandle>empty() : ProcessHandle.of(Long.parseLong(lines.get(0)));
        if (orphan.flatMap(process -> process.info().command())
                .filter(it -> it.contains("postgres"))
                .isPresent()) {
            log.info("Stopping the PostgreSQL of a service that was killed, process {}", lines.get(0));
            end(orphan.get());
        }
    }

    /** Ends a process, by force only when it does not end when asked; PostgreSQL recovers from either. */
    private static void end(ProcessHandle process) throws IOException {
        process.destroy();
        try {
            process.onExit()
                    .completeOnTimeout(process, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
                    .get();
            process.destroyForcibly();
            process.onExit().get(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException stuck) {
            throw new IOException("PostgreSQL with process id " + process.pid() + " does not stop", stuck);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
