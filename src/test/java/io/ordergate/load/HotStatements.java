package io.ordergate.load;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The two statements that every order takes, alone: as {@code src/docs/sql} has them, run by pgbench with values that it makes
 * up. What an order costs beyond them is the price of everything else.
 */
final class HotStatements {

    private static final Pattern PARAMETER = Pattern.compile("('[^']*')|(?<!:):([a-z][a-z0-9_]*)");
    private static final String ID = id(":t::bigint + :i::bigint", ":n::bigint");
    private static final String DIGEST = "decode(md5(:n::text) || md5(:n::text), 'hex')";

    /** Blanks stand behind all colons, since pgbench takes what follows one for a variable. */
    private static final String PAYLOAD = """
            '{"order": {"number_prefix": "OG-", "customer_name": "Rahim", "address": "House 7, Road 3, Dhanmondi, Dhaka",
              "payment_method": "cash_on_delivery", "currency": "BDT", "total_minor": 90000, "note": null},
              "items": [{"position": 1, "product_id": "bk-1", "title": "Lalsalu", "unit_price_minor": 45000,
                         "quantity": 2}]}'""";

    /** As the service's connections for requests have it. */
    private static final String SESSION = "-c enable_seqscan=off -c jit=off";

    /** Values of the parameters of both statements. */
    private static final Map<String, String> VALUES = Map.ofEntries(
            entry("id", ID),
            entry("challenge_id", ID),
            entry("order_id", ID),
            entry("first_id", id(":t::bigint - 86400000", "0")),
            entry(
                    "budget_keys",
                    "array['otp-address 10.' || :n, 'otp-unanswered 10.' || :n, 'otp-phone +88016' || :n || ' 10.' || :n,"
                            + " 'otp-phone-purpose order +88016' || :n, 'otp-phone-all +88016' || :n]"),
            entry("budget_counts", "array[1, 1, 1, 1, 1]"),
            entry("budget_quotas", "array[30, 20, 5, 5, 10]"),
            entry("budget_periods", "array[3600000, 3600000, 3600000, 3600000, 3600000]"),
            entry("budget_quotas_2", "array[30, 20, 10, 10, 20]"),
            entry("budget_periods_2", "array[3600000, 3600000, 86400000, 86400000, 86400000]"),
            entry("release", "true"),
            entry("end_id", id(":t::bigint + 86400000", "0")),
            entry("key_id", "decode('0011223344556677', 'hex')"),
            entry("purpose", "'order'::text"),
            entry("phone", "('+88016' || :n)"),
            entry("country", "'BD'"),
            entry("payload", PAYLOAD),
            entry("about", "'your order'"),
            entry("language", "'en'"),
            entry("address", "'192.0.2.1'"),
            entry("guess_address", "'192.0.2.1'::text"),
            entry("day_address", "20"),
            entry("day_all", "30"),
            entry("start_key", "null"),
            entry("request_digest", DIGEST),
            entry("consume_key", DIGEST),
            entry("wait", "60"),
            entry("life", "600"),
            entry("max_attempts", "5"),
            entry("max_sends", "4"),
            entry("count", "0"),
            entry("number_tail", "lpad(:n::text, 16, '0')"));

    private HotStatements() {}

    /** Whether pgbench is there: it is in Debian's postgresql-contrib. */
    static boolean canRun() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "pgbench")));
    }

    /** Runs both statements so many times on the server at this port. */
    static void run(int port, int times, int clients) throws IOException, InterruptedException {
        var script = Files.createTempFile("hot-statements", ".sql");
        Files.writeString(script, script());
        var log = script.resolveSibling(script.getFileName() + ".log");
        var pgbench = new ProcessBuilder(List.of(
                        "pgbench",
                        "--no-vacuum",
                        "--protocol=prepared",
                        "--client=" + clients,
                        "--transactions=" + times / clients,
                        "--define=i=0",
                        "--define=t=" + System.currentTimeMillis(),
                        "--define=run=" + ThreadLocalRandom.current().nextInt(1_000_000),
                        "--file=" + script,
                        "--host=127.0.0.1",
                        "--port=" + port,
                        "--username=postgres",
                        "postgres"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        pgbench.environment().put("PGOPTIONS", SESSION);
        if (pgbench.start().waitFor() != 0 || Files.readString(log).contains("ERROR")) {
            throw new IllegalStateException("pgbench failed: see " + log);
        }
    }

    /** What pgbench runs, in the same way for each order: {@code n} is its number. */
    static String script() throws IOException {
        return "\\set i :i + 1\n\\set n (:run * 1000000 + :i) * 64 + :client_id\n"
                + statement("verification.sql", "ChallengeSql.INSERT")
                + statement("checkout.sql", "CheckoutRepository.DECIDE_AND_PLACE");
    }

    /** An id of version 7, of this millisecond. */
    private static String id(String millisecond, String number) {
        return "(lpad(to_hex(" + millisecond + "), 12, '0') || '70008' || lpad(to_hex(" + number + "), 15, '0'))::uuid";
    }

    private static String statement(String file, String name) throws IOException {
        var all = Files.readString(Path.of("src/docs/sql", file));
        var start = all.indexOf("-- " + name + "\n");
        var end = all.indexOf(";\n", start) + 2;
        return PARAMETER
                .matcher(all.substring(start, end))
                .replaceAll(piece ->
                        Matcher.quoteReplacement(piece.group(2) == null ? piece.group() : value(piece.group(2))));
    }

    private static String value(String parameter) {
        var value = VALUES.get(parameter);
        if (value == null) {
            throw new IllegalStateException("A parameter of the statements needs a value here: " + parameter);
        }
        return value;
    }
}
