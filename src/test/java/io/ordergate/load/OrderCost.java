package io.ordergate.load;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;

/**
 * Measures what a placed order costs, all in: initiate, verify and the work behind them, until every message is done. Starts
 * PostgreSQL and the service's jar, places orders, and prints the processor time, the write-ahead log, the statements and the
 * commits of one order, and the memory of the service. Linux only, since processor time is read from {@code /proc}. {@code src/test/load/cost.sh} runs it.
 */
public final class OrderCost {

    private static final int CALLERS = 16;
    private static final int WARM_ORDERS = Integer.getInteger("warm", 3000);
    private static final int ORDERS = Integer.getInteger("orders", 6000);
    private static final int RATE = Integer.getInteger("rate", 100);
    private static final String JAVA =
            System.getProperty("service", Path.of(System.getProperty("java.home"), "bin", "java") + " -Xmx1g");
    private static final int IN_INBOX = 500; // phones, of the last orders
    private static final int LONGEST_WAIT_SECONDS = 600;
    private static final double TICKS_A_SECOND = 100;
    private static final Pattern TOKEN = Pattern.compile("\"session_token\":\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("\"text\":\"(\\d{6})");
    private static final String ORDER = """
            {"phone_number": "%s", "customer_name": "Rahim", "address": "House 7, Road 3, Dhanmondi, Dhaka",
             "payment_method": "cash_on_delivery",
             "items": [{"product_id": "bk-%d", "title": "Lalsalu", "unit_price": "450.00", "quantity": 2}]}""";

    private static final int PRODUCTS = 1000;

    /** A price list, whose products are kept in stock or not. */
    private static final String PRICES = """
            with list as (update price_list set version = version + 1 returning version),
            kept as (
              insert into stock (product_id, available)
              select 'bk-' || n, 1000000000 from generate_series(0, %1$d - 1) n where %2$b)
            insert into prices (product_id, currency, amount_minor, title, active, version)
            select 'bk-' || n, 'BDT', 45000, 'Lalsalu', true, version from list, generate_series(0, %1$d - 1) n""";

    private static final String LSN = "select pg_current_wal_insert_lsn()";

    /** A record belongs to the first page that it changes. Partitions count as their tables. */
    private static final String WRITE_AHEAD_LOG = """
            with part as (select ?::pg_lsn as first, ?::pg_lsn as last),
            records as (select r.* from part, pg_get_wal_records_info(first, last) r),
            pages as (
              select distinct on (b.start_lsn) b.start_lsn, b.relfilenode
                from part, pg_get_wal_block_info(first, last, false) b order by b.start_lsn, b.block_id),
            written as (
              select r.record_length, r.resource_manager || ' ' || r.record_type as kind,
                     regexp_replace(coalesce(c.relname, ''), '_(\\d{8}|default)', '') as relation
                from records r
                left join pages p using (start_lsn)
                left join pg_class c on pg_relation_filenode(c.oid) = p.relfilenode)
            select sum(record_length), count(*), rpad(relation, 36) || kind
              from written group by relation, kind having sum(record_length) > 0 order by sum(record_length) desc limit 60""";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final Connection database;
    private final long service;
    private final long postgres;

    /** Amounts that only grow, as they were read at one moment. */
    private record Reading(double jvm, double postgres, long wal, long commits, long statements) {

        /** What one of so many orders took between two readings. */
        String since(Reading before, int orders, double jvmOfInbox) {
            return String.format(
                    Locale.ROOT,
                    "%8.3f  %8.3f  %8.1f  %8.2f  %8.2f",
                    1000 * (jvm - before.jvm) / orders - jvmOfInbox,
                    1000 * (postgres - before.postgres) / orders,
                    (wal - before.wal) / 1000.0 / orders,
                    (double) (commits - before.commits) / orders,
                    (double) (statements - before.statements) / orders);
        }
    }

    private OrderCost(String base, Connection database, long service, long postgres) {
        this.base = base;
        this.database = database;
        this.service = service;
        this.postgres = postgres;
    }

    /** Runs the measurement. The first argument is the jar. Properties: {@code warm}, {@code orders}, {@code rate} (none for 0), and {@code service}, the command that runs the jar. */
    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger("io.zonky")).setLevel(Level.WARN);
        var port = freePort();
        try (var server = EmbeddedPostgres.builder()
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .setServerConfig("pg_stat_statements.track_planning", "on")
                .setServerConfig("max_connections", "100")
                .setServerConfig("checkpoint_timeout", "1h") // page images after a checkpoint are not the order's
                .setServerConfig("max_wal_size", "8GB")
                .start()) {
            var service = start(arguments[0], server.getPort(), port);
            try (var database = server.getPostgresDatabase().getConnection()) {
                execute(database, "create extension pg_stat_statements");
                execute(database, "create extension pg_walinspect");
                var postmaster =
                        number(database, "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint");
                var cost = new OrderCost("http://127.0.0.1:" + port, database, service.pid(), postmaster);
                cost.awaitReadiness(service);
                cost.fillPriceList();
                var full = cost.measure();
                service.destroy();
                service.waitFor(30, TimeUnit.SECONDS);
                cost.measureHotStatements(server.getPort());
                cost.statements();
                cost.writeAheadLog(full);
            } finally {
                service.destroy();
                service.waitFor(30, TimeUnit.SECONDS);
                service.destroyForcibly();
            }
        }
    }

    private static Process start(String jar, int databasePort, int port) throws IOException {
        var command = new ArrayList<>(List.of(JAVA.split(" ")));
        var file = Path.of(jar).toAbsolutePath();
        command.addAll(List.of("-jar", file.getFileName().toString()));
        var builder = new ProcessBuilder(command);
        var environment = builder.environment();
        environment.put("DATABASE_URL", "postgresql://postgres@127.0.0.1:" + databasePort + "/postgres");
        environment.put("ENVIRONMENT", "development");
        environment.put("PORT", Integer.toString(port));
        environment.put(
                "TRUSTED_PROXIES", "127.0.0.1/32"); // customers of one address would wait for each other's budget
        environment.put("SECRET_KEY", "a-secret-of-a-measurement-and-of-nothing-else");
        List.of("RATE_LIMIT_OTP_ADDRESS", "RATE_LIMIT_ORDER_ADDRESS")
                .forEach(name -> environment.put(name, "100000000/1h"));
        List.of("RATE_LIMIT_VERIFY_ADDRESS", "RATE_LIMIT_READ").forEach(name -> environment.put(name, "100000000/1m"));
        List.of("NOTIFY_COUNTRY", "NOTIFY_UNPROVEN_COUNTRY").forEach(name -> environment.put(name, "100000000/1h"));
        List.of("SMS_COUNTRY_BUDGET", "SMS_ADDRESS_BUDGET", "SMS_TOTAL_BUDGET")
                .forEach(name -> environment.put(name, "100000000"));
        var folder = Files.createTempDirectory("order-cost");
        return builder.directory(file.getParent().toFile()) // an ahead-of-time cache knows the jar by this name
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    /** Gives where the write-ahead log of the orders at full load begins and ends. */
    private List<String> measure() throws Exception {
        System.out.println("resident MiB before orders: " + resident(service));
        place(WARM_ORDERS, 0);
        awaitWork();
        System.out.println("of one order            JVM ms     PG ms    WAL kB   commits  statements  resident MiB");
        if (RATE > 0) {
            row(String.format(Locale.ROOT, "at %d a second", RATE), Math.min(ORDERS, RATE * 60), RATE);
        }
        var begin = text(database, LSN);
        row("at full load", ORDERS, 0);
        return List.of(begin, text(database, LSN));
    }

    /** For {@code PRICES=checked} and {@code list}; with a stock for {@code STOCK=true}. */
    private void fillPriceList() throws Exception {
        if (System.getenv("PRICES") != null) {
            execute(database, PRICES.formatted(PRODUCTS, Boolean.parseBoolean(System.getenv("STOCK"))));
            execute(database, "notify prices");
            Thread.sleep(2000); // until the service has read the list
        }
    }

    private void measureHotStatements(int port) throws Exception {
        if (!HotStatements.canRun()) {
            System.out.println("the two statements alone: not measured, pgbench is not installed");
            return;
        }
        HotStatements.run(port, ORDERS / 4, CALLERS / 4); // until they are planned and cached
        var before = read(() -> 0);
        HotStatements.run(port, ORDERS, CALLERS / 4);
        System.out.printf("%-20s%s%n", "two statements alone", read(() -> 0).since(before, ORDERS, 0));
    }

    private void row(String name, int orders, int rate) throws Exception {
        var before = read(() -> cpu(service));
        var phones = place(orders, rate);
        awaitWork();
        var after = read(() -> cpu(service));
        var resident = resident(service);
        var idle = cpu(service);
        var last = phones.subList(Math.max(0, orders - IN_INBOX), orders);
        for (var order = 0; order < orders; order++) {
            get("/dev/inbox?phone=%2B" + last.get(order % last.size()).substring(1));
        }
        var jvmOfInbox = 1000 * (cpu(service) - idle) / orders;
        System.out.printf("%-20s%s  %s%n", name, after.since(before, orders, jvmOfInbox), resident);
    }

    /** Places so many orders, at so many a second or, for none, as fast as the callers can. */
    private List<String> place(int orders, int rate) throws InterruptedException {
        var phones = IntStream.range(0, orders).mapToObj(order -> somePhone()).toList();
        var next = new AtomicInteger();
        var start = System.nanoTime();
        var pool = Executors.newFixedThreadPool(CALLERS);
        for (var caller = 0; caller < CALLERS; caller++) {
            pool.execute(() -> {
                for (var order = next.getAndIncrement(); order < orders; order = next.getAndIncrement()) {
                    if (rate > 0) {
                        sleepUntil(start + order * 1_000_000_000L / rate);
                    }
                    place(phones.get(order));
                }
            });
        }
        pool.shutdown();
        if (!pool.awaitTermination(1, TimeUnit.HOURS)) {
            throw new IllegalStateException("orders take too long");
        }
        if (next.get() < orders) {
            throw new IllegalStateException("only " + next + " orders were tried: see the first error");
        }
        return phones;
    }

    private void place(String phone) {
        var token = find(
                TOKEN,
                post(
                        "/api/v1/orders/initiate",
                        ORDER.formatted(phone, ThreadLocalRandom.current().nextInt(PRODUCTS)),
                        202));
        var code = find(CODE, get("/dev/inbox?phone=%2B" + phone.substring(1)));
        post("/api/v1/orders/verify", "{\"session_token\": \"" + token + "\", \"pin_code\": \"" + code + "\"}", 201);
    }

    /** Until no message waits and what is written in batches has been written. */
    private void awaitWork() throws Exception {
        var tries = 0;
        for (var quiet = 0; quiet < 3; tries++) {
            if (tries > LONGEST_WAIT_SECONDS) {
                throw new IllegalStateException("messages still wait: see the log of the service");
            }
            Thread.sleep(1000);
            quiet = number(database, "select count(*) from outbox_deliveries where parked_at is null") == 0
                    ? quiet + 1
                    : 0;
        }
    }

    private void awaitReadiness(Process process) throws InterruptedException {
        for (var tries = 0; tries < 600; tries++) {
            Thread.sleep(500);
            if (!process.isAlive()) {
                throw new IllegalStateException("the service did not start");
            }
            if (isReady()) {
                return;
            }
        }
        throw new IllegalStateException("the service did not get ready");
    }

    private boolean isReady() {
        try {
            get("/api/v1/health");
            return true;
        } catch (UncheckedIOException | IllegalStateException notYet) {
            return false;
        }
    }

    /** The statements that take most of PostgreSQL's time, since the start. */
    private void statements() throws SQLException {
        System.out.printf("%n    calls   ms a call   of planning   WAL bytes a call   statement%n");
        try (var statement = database.createStatement();
                var rows = statement.executeQuery("""
                        select calls, total_exec_time / calls, total_plan_time / calls, wal_bytes / calls,
                               left(regexp_replace(query, '\\s+', ' ', 'g'), 70)
                        from pg_stat_statements where calls > 0 order by total_exec_time + total_plan_time desc limit 16""")) {
            while (rows.next()) {
                System.out.printf(
                        Locale.ROOT,
                        "%9d %11.4f %13.4f %18d   %s%n",
                        rows.getLong(1),
                        rows.getDouble(2),
                        rows.getDouble(3),
                        rows.getLong(4),
                        rows.getString(5));
            }
        }
    }

    /** Where the write-ahead log between two places comes from, by table or index and kind of record. */
    private void writeAheadLog(List<String> places) throws SQLException {
        System.out.printf("%n  bytes an order   records an order   written by%n");
        try (var statement = database.prepareStatement(WRITE_AHEAD_LOG)) {
            statement.setString(1, places.get(0));
            statement.setString(2, places.get(1));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    System.out.printf(
                            Locale.ROOT,
                            "%16.1f %18.2f   %s%n",
                            rows.getDouble(1) / ORDERS,
                            rows.getDouble(2) / ORDERS,
                            rows.getString(3));
                }
            }
        }
    }

    private Reading read(DoubleSupplier jvm) throws Exception {
        return new Reading(
                jvm.getAsDouble(),
                cpuWithChildren(postgres),
                number(database, "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"),
                number(database, "select sum(xact_commit) from pg_stat_database"),
                number(database, "select sum(calls) from pg_stat_statements"));
    }

    private String post(String path, String body, int status) {
        return send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Content-Type", "application/json")
                        .header("X-Forwarded-For", someAddress())
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                status);
    }

    private String get(String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path)), 200);
    }

    private String send(HttpRequest.Builder request, int status) {
        try {
            var answer =
                    http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != status) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } catch (InterruptedException end) {
            throw new IllegalStateException(end);
        }
    }

    private static void sleepUntil(long moment) {
        try {
            TimeUnit.NANOSECONDS.sleep(moment - System.nanoTime());
        } catch (InterruptedException end) {
            throw new IllegalStateException(end);
        }
    }

    private static String find(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return found.group(1);
    }

    private static String someAddress() {
        var random = ThreadLocalRandom.current();
        return "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(1, 255);
    }

    private static String somePhone() {
        return String.format(
                Locale.ROOT, "+88017%08d", ThreadLocalRandom.current().nextInt(100_000_000));
    }

    private static double cpu(long process) {
        var fields = stat(process);
        return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS_A_SECOND;
    }

    /** The resident memory of a process by kind of mapping. A heap of less than 2 GB lies below 4 GB. */
    private static String resident(long process) throws IOException {
        var kinds = new TreeMap<String, Long>();
        var kind = "";
        for (var line : Files.readAllLines(Path.of("/proc", Long.toString(process), "smaps"))) {
            var fields = line.split("\\s+", 6);
            if (fields[0].contains("-")) {
                kind = kind(fields[0], fields[1], fields.length == 6 ? fields[5] : "");
            } else if (fields[0].equals("Rss:")) {
                kinds.merge(kind, Long.parseLong(fields[1]), Long::sum);
            }
        }
        var sum = kinds.values().stream().mapToLong(Long::longValue).sum();
        kinds.replaceAll((each, kilobytes) -> kilobytes / 1024);
        return sum / 1024 + " " + kinds;
    }

    private static String kind(String addresses, String permissions, String file) {
        if (file.startsWith("/")) {
            return file.endsWith(".aot") ? "cache" : "libraries";
        }
        return permissions.contains("x") ? "code" : addresses.indexOf('-') <= 8 ? "heap" : "other";
    }

    /** With the children that run and those that have ended. */
    private static double cpuWithChildren(long process) throws IOException {
        var fields = stat(process);
        var sum = 0L;
        for (var field = 11; field <= 14; field++) {
            sum += Long.parseLong(fields.get(field));
        }
        var seconds = sum / TICKS_A_SECOND;
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var each : processes) {
                var child = stat(Long.parseLong(each.getFileName().toString()));
                if (!child.isEmpty() && child.get(1).equals(Long.toString(process))) {
                    seconds += (Long.parseLong(child.get(11)) + Long.parseLong(child.get(12))) / TICKS_A_SECOND;
                }
            }
        }
        return seconds;
    }

    /** The fields of {@code /proc/<pid>/stat} behind the name; none for a process that has ended (proc(5)). */
    private static List<String> stat(long process) {
        try {
            var text = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
            return new ArrayList<>(
                    List.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1)));
        } catch (IOException ended) {
            return List.of();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void execute(Connection database, String sql) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection database, String sql) throws SQLException {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static long number(Connection database, String sql) throws SQLException {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
