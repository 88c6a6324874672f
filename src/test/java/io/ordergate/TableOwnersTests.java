package io.ordergate;

import static java.util.Map.entry;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each table belongs to one feature. What another feature needs of it, the owner does, or exports as a fragment of SQL. */
class TableOwnersTests {

    private static final Map<String, Set<String>> OWNERS = Map.ofEntries(
            entry("web", Set.of("idempotency_keys")),
            entry("support", Set.of("partitioned_tables")),
            entry("sms", Set.of("sms_messages", "sms_refusals", "sms_switch")),
            entry("ratelimit", Set.of("budgets", "budget_leases")),
            entry("outbox", Set.of("outbox", "outbox_deliveries")),
            entry("verification", Set.of("challenges", "last_codes", "wrong_guesses")),
            entry(
                    "ordering",
                    Set.of(
                            "orders",
                            "order_items",
                            "order_events",
                            "order_sums",
                            "order_sum_changes",
                            "prices",
                            "price_list",
                            "stock")),
            entry(
                    "identity",
                    Set.of(
                            "users",
                            "external_identities",
                            "former_phones",
                            "invitations",
                            "ended_guests",
                            "passkeys",
                            "password_failures",
                            "recovery_codes",
                            "refresh_families",
                            "refresh_tokens",
                            "second_factors",
                            "security_events")),
            entry(
                    "payment",
                    Set.of(
                            "payments",
                            "refunds",
                            "payment_events",
                            "payment_flags",
                            "payment_receipts",
                            "payment_tokens")),
            entry("notification", Set.of("order_texts", "order_text_days", "webhook_attempts", "webhook_endpoints")));

    /** Samples lie in the past, which no statement of the owners writes. */
    private static final String SAMPLES = "samples of development, all written by DemoRows";

    /** A feature and the table of another one that it touches, and why. */
    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            entry(
                    "ordering users",
                    "a verify is one statement: it places no order for a phone whose account may not act, and ordering lies below identity"),
            entry(
                    "support users",
                    "the migration that writes the keys of e-mail addresses, which runs before there is a service"),
            entry("dev orders", SAMPLES),
            entry("dev order_items", SAMPLES),
            entry("dev order_events", SAMPLES),
            entry("dev payments", SAMPLES),
            entry("dev refunds", SAMPLES),
            entry("dev sms_messages", SAMPLES));

    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Pattern CREATED = Pattern.compile("(?m)^create (?:unlogged )?table (?:if not exists )?(\\w+)");
    private static final Pattern SQL = Pattern.compile("\\b(from|join|into|update|using|exists)\\b");

    @Test
    void everyTableHasOneOwner() throws IOException {
        var created = new TreeSet<String>();
        try (var files = Files.list(MIGRATIONS)) {
            for (var file : files.toList()) {
                CREATED.matcher(Files.readString(file)).results().forEach(table -> created.add(table.group(1)));
            }
        }
        assertThat(OWNERS.values().stream().flatMap(Set::stream)).containsExactlyInAnyOrderElementsOf(created);
    }

    @Test
    void nobodyTouchesTheTableOfAnother() throws IOException {
        var found = touched(SourceCode.main());
        EXCEPTIONS.keySet().forEach(found::remove);
        assertThat(found).isEmpty();
    }

    @Test
    void everyExceptionIsNeeded() throws IOException {
        assertThat(touched(SourceCode.main())).containsKeys(EXCEPTIONS.keySet().toArray(String[]::new));
    }

    @Test
    void tablesAreFoundInEveryPartOfAStatement() throws IOException {
        var code = SourceCode.of("""
                package io.ordergate.sms;
                class Sample {
                    String joined = "select * from sms_messages m join users u on true";
                    String listed = "delete from sms_switch using challenges c, outbox o where true";
                    String built = "select a" + " from orders o" + "ders";
                    String other = "Your payments are late. " + ".refunds( :refunds payments_of";
                }""");
        assertThat(touched(code).keySet()).containsExactly("sms challenges", "sms orders", "sms outbox", "sms users");
    }

    /** Which feature touches which table of another, and where. */
    private static Map<String, Set<String>> touched(SourceCode code) {
        var found = new TreeMap<String, Set<String>>();
        for (var file : code.files()) {
            var feature = feature(file);
            if (feature.isEmpty()) {
                continue;
            }
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitLiteral(LiteralTree literal, @Nullable Void nothing) {
                    if (literal.getValue() instanceof String text
                            && SQL.matcher(text).find()) {
                        othersOf(feature).matcher(text).results().forEach(table -> found.computeIfAbsent(
                                        feature + " " + table.group(), added -> new TreeSet<>())
                                .add(SourceCode.name(file) + ":" + code.firstLine(file, literal)));
                    }
                    return null;
                }
            }.scan(file, null);
        }
        return found;
    }

    private static String feature(CompilationUnitTree file) {
        var name = String.valueOf(file.getPackageName()).replaceFirst("io\\.ordergate\\.?", "");
        return name.replaceFirst("\\..*", "");
    }

    private static Pattern othersOf(String feature) {
        var tables = OWNERS.entrySet().stream()
                .filter(owner -> !owner.getKey().equals(feature))
                .flatMap(owner -> owner.getValue().stream())
                .collect(joining("|"));
        return Pattern.compile("(?<![\\w.:/{-])(?:" + tables + ")(?![\\w.(:/-])");
    }
}
