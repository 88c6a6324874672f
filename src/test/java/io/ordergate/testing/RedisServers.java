package io.ordergate.testing;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.LoggerFactory;

/** Servers of an installed Redis, which a test starts, stops and kills. */
public final class RedisServers implements AutoCloseable {

    private static final String USER = "ordergate";
    private static final String PASSWORD = "p%ss:@/w+rd";
    private static final String ENCODED = "p%25ss%3A%40%2Fw+rd";

    /** What the documents say that the user needs. */
    private static final List<String> RIGHTS =
            List.of("~{og}:*", "+@connection", "+@scripting", "+get", "+set", "+del", "+pttl", "+info", "+cluster");

    private final Path folder;
    private final String scheme;
    private final String parameters;
    private final List<String> options;
    private final List<Server> servers = new ArrayList<>();

    private record Server(int port, Process process) {}

    private RedisServers(Path folder, String scheme, String parameters, List<String> options) {
        this.folder = folder;
        this.scheme = scheme;
        this.parameters = parameters;
        this.options = options;
    }

    /** Skips the test, loudly, where no Redis is installed. */
    public static void require() {
        var isInstalled = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "redis-server"))
                .anyMatch(Files::isExecutable);
        if (!isInstalled) {
            LoggerFactory.getLogger(RedisServers.class).error("No Redis is installed: its tests are SKIPPED");
        }
        Assumptions.assumeTrue(isInstalled, "no Redis is installed");
    }

    public static RedisServers one(Path folder) throws IOException {
        var only = new RedisServers(folder, "redis", "", List.of());
        only.start(freePort());
        return only;
    }

    public static RedisServers withTls(Path folder) throws IOException {
        certify(folder);
        var one = new RedisServers(
                folder,
                "rediss",
                "?sslrootcert=" + folder.resolve("certificate.pem"),
                List.of(
                        "--tls-cert-file", "certificate.pem",
                        "--tls-key-file", "key.pem",
                        "--tls-auth-clients", "no"));
        one.start(freePort());
        return one;
    }

    /** Three that each have a third of the slots. */
    public static RedisServers cluster(Path folder) throws IOException {
        var three = new RedisServers(folder, "redis", "", List.of("--cluster-enabled", "yes"));
        for (var node = 0; node < 3; node++) {
            three.start(freePort());
        }
        var command = new ArrayList<>(List.of("--cluster", "create"));
        three.servers.forEach(server -> command.add("127.0.0.1:" + server.port));
        three.tell(
                three.servers.get(0),
                Stream.concat(command.stream(), Stream.of("--cluster-yes")).toArray(String[]::new));
        Awaitility.await().until(() -> three.servers.stream()
                .allMatch(server -> three.tell(server, "cluster", "info").contains("cluster_state:ok")));
        return three;
    }

    /** What {@code RATE_LIMIT_STORE} says. */
    public String url() {
        return scheme + "://" + USER + ":" + ENCODED + "@"
                + String.join(
                        ",",
                        servers.stream()
                                .map(server -> "127.0.0.1:" + server.port)
                                .toList())
                + (servers.size() > 1 ? "" : "/3") + parameters;
    }

    /** Lets time pass for everything. */
    public void age(Duration time) {
        for (var server : servers) {
            tell(server, "eval", """
                    for _, key in ipairs(redis.call('keys', '*')) do
                      redis.call('pexpire', key, math.max(redis.call('pttl', key) - ARGV[1], 0))
                    end""", "0", Long.toString(time.toMillis()));
        }
    }

    /** What somebody sees who looks into Redis. */
    public String keys() {
        return String.join(
                "\n", servers.stream().map(server -> tell(server, "keys", "*")).toList());
    }

    /** The servers do nothing more, and keep their connections. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    /** The servers end without a word, and forget everything. */
    public void kill() {
        servers.forEach(server -> server.process.destroyForcibly().onExit().join());
    }

    /** Starts servers again where the killed ones were. */
    public void restart() throws IOException {
        var killed = List.copyOf(servers);
        servers.clear();
        for (var server : killed) {
            start(server.port);
        }
    }

    @Override
    public void close() {
        resume();
        kill();
    }

    private void start(int port) throws IOException {
        var data = Files.createDirectories(folder.resolve("redis" + port));
        var isTls = scheme.equals("rediss");
        var command = new ArrayList<>(List.of(
                "redis-server",
                "--bind",
                "127.0.0.1",
                "--port",
                isTls ? "0" : Integer.toString(port),
                "--tls-port",
                isTls ? Integer.toString(port) : "0",
                "--save",
                "",
                "--dir",
                folder.toString(),
                "--cluster-config-file",
                data.resolve("nodes.conf").toString()));
        command.add("--user");
        command.addAll(List.of(USER, "on", ">" + PASSWORD));
        command.addAll(RIGHTS);
        command.addAll(options);
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("log").toFile())
                .start();
        servers.add(new Server(port, process));
        Awaitility.await().until(() -> listens(port));
    }

    private void signal(String name) {
        servers.forEach(server -> run("kill", "-" + name, Long.toString(server.process.pid())));
    }

    /** By the user that Redis has by itself. */
    private String tell(Server server, String... words) {
        var command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(server.port)));
        if (scheme.equals("rediss")) {
            command.addAll(List.of(
                    "--tls", "--cacert", folder.resolve("certificate.pem").toString()));
        }
        if (servers.size() == 1) {
            command.addAll(List.of("-n", "3"));
        }
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new));
    }

    private static String run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.onExit().join();
            return said;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /** Low enough for the port of the cluster's own connections, which is 10,000 higher. */
    private static int freePort() throws IOException {
        while (true) {
            try (var socket = new ServerSocket(0)) {
                var port = 20_000 + socket.getLocalPort() % 10_000;
                if (!listens(port) && !listens(port + 10_000)) {
                    return port;
                }
            }
        }
    }

    /** Makes a certificate for this machine that only those trust who are told to. */
    private static void certify(Path folder) throws IOException {
        var made = SelfSigned.of(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        try {
            Files.writeString(
                    folder.resolve("certificate.pem"),
                    pem("CERTIFICATE", made.certificate().getEncoded()));
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
        Files.writeString(
                folder.resolve("key.pem"), pem("PRIVATE KEY", made.key().getEncoded()));
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }
}
