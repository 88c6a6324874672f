package io.ordergate.identity;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Firebase's own emulator of its accounts, if npm has installed it under target: a process of its own. */
public final class FirebaseEmulator implements AutoCloseable {

    static final String PROJECT = "demo-otp";
    static final Path TOOL = Path.of("target/firebase-tools/node_modules/.bin/firebase");

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final int port;

    private FirebaseEmulator(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Whether it can be started; if not, that is said where nobody overlooks it. */
    public static boolean isInstalled() {
        if (Files.isExecutable(TOOL)) {
            return true;
        }
        System.err.println("""

                ==========================================================================================
                SKIPPED: nothing is tested against the emulator of Firebase, which is not installed.
                npm install --prefix target/firebase-tools firebase-tools@15.34.2      (needs Node 20)
                ==========================================================================================
                """);
        return false;
    }

    static FirebaseEmulator start() {
        try {
            var folder = Files.createTempDirectory(Path.of("target"), "firebase");
            var port = freePort();
            Files.writeString(folder.resolve("firebase.json"), """
                    {"emulators": {"auth": {"host": "127.0.0.1", "port": %d}, "hub": {"host": "127.0.0.1", "port": %d},
                     "logging": {"host": "127.0.0.1", "port": %d}, "ui": {"enabled": false}, "singleProjectMode": true}}
                    """.formatted(port, freePort(), freePort()));
            var command = new ProcessBuilder(
                            TOOL.toAbsolutePath().toString(), "emulators:start", "--only", "auth", "--project", PROJECT)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(new File(folder.toFile(), "emulator.log"));
            command.environment().put("HOME", folder.toAbsolutePath().toString());
            command.environment().put("CI", "1");
            var emulator = new FirebaseEmulator(command.start(), port);
            emulator.awaitReady();
            return emulator;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    /** A call with the rights of the project's owner. */
    String asOwner(String method, String path, String body) {
        var request = HttpRequest.newBuilder(URI.create("http://" + host() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", "Bearer owner")
                .header("Content-Type", "application/json")
                .build();
        try {
            var answer = HTTP.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady() {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                if (asOwner("GET", "/", "").replace(" ", "").contains("\"ready\":true")) {
                    return;
                }
            } catch (UncheckedIOException | AssertionError notYet) {
                pause();
            }
        }
        close();
        throw new AssertionError("The emulator of Firebase did not start: target/firebase*/emulator.log");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
