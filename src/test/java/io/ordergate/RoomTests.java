package io.ordergate;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rooms: the packages inside a feature, who may use which, and what a feature shows to the others. */
class RoomTests {

    private static final String ROOT = "io.ordergate";

    /** The types of a feature that other features may use. Java lets them use every public type; this table does not. */
    private static final Map<String, Set<String>> EXPORTED = Map.ofEntries(
            entry(
                    "identity",
                    Set.of(
                            "AccessToken",
                            "AccessTokens",
                            "Contacts",
                            "FormerPhones",
                            "NewPassword",
                            "PasswordSignIns",
                            "SecurityEvent",
                            "SecurityEventType",
                            "SecurityEvents",
                            "UserRows")),
            entry("notification", Set.of("LinkTexts")),
            entry(
                    "ordering",
                    Set.of(
                            "Fulfilment",
                            "Order",
                            "OrderChanges",
                            "OrderDraft",
                            "OrderDrafts",
                            "OrderFilters",
                            "OrderForm",
                            "OrderLinks",
                            "OrderPaymentStatus",
                            "OrderRows",
                            "OrderSql",
                            "OrderStatus",
                            "OrderView",
                            "Orders",
                            "OutOfStock",
                            "Parcel",
                            "PaymentMethod",
                            "PaymentMethods",
                            "PaymentTerms",
                            "Placements",
                            "PlacementSql",
                            "PriceAudit",
                            "TimelinePart")),
            entry("outbox", Set.of("NotHandled", "Outbox", "OutboxConsumer", "OutboxMessage", "OutboxSql", "Topic")),
            entry("payment", Set.of("LinkPayments", "PageReturns")),
            entry(
                    "ratelimit",
                    Set.of(
                            "AddressLimits",
                            "AddressPolicy",
                            "BudgetSql",
                            "RateLimitDecision",
                            "RateLimitFilters",
                            "RateLimitPolicies",
                            "RateLimitPolicy",
                            "RateLimiter",
                            "StatementBudgets")),
            entry(
                    "sms",
                    Set.of(
                            "CodeDelivery",
                            "DeliveryProblem",
                            "JournalText",
                            "ManagedCode",
                            "ManagedCodeGateway",
                            "RefusalReason",
                            "SentMessages",
                            "SentTexts",
                            "SmsGateway",
                            "SmsGuard",
                            "SmsMessage",
                            "SmsRequest",
                            "SmsText",
                            "TextTemplates")),
            entry(
                    "support",
                    Set.of(
                            "Amounts",
                            "Breaker",
                            "Bucket",
                            "ClientSettings",
                            "DatabaseAddress",
                            "Db",
                            "Uncancellable",
                            "Digests",
                            "EmailAddress",
                            "Failure",
                            "Fault",
                            "Forms",
                            "Ids",
                            "Job",
                            "KeyedHash",
                            "LenientJson",
                            "LogLines",
                            "Notices",
                            "PhoneNumber",
                            "PhoneNumbers",
                            "ConcurrencyLimit",
                            "ProblemCode",
                            "RemoteAnswer",
                            "RemoteCall",
                            "RemoteLimits",
                            "RemoteServer",
                            "RemoteServers",
                            "RequestLog",
                            "RetentionRule",
                            "RoomScan",
                            "Rows",
                            "Seal",
                            "Search",
                            "SecretKeys",
                            "SecretUse",
                            "Sensitive",
                            "Sql",
                            "StartRequirements",
                            "Timeouts",
                            "WebhookSignature")),
            entry(
                    "verification",
                    Set.of(
                            "Attempt",
                            "AttemptSql",
                            "ContentChange",
                            "Guess",
                            "GuessOutcome",
                            "NewChallenge",
                            "Purpose",
                            "Session",
                            "TypedCode",
                            "UsedCode",
                            "Verifications")),
            entry(
                    "web",
                    Set.of(
                            "AddressRanges",
                            "AssetHandler",
                            "Blanks",
                            "Caller",
                            "CallerWatch",
                            "Callers",
                            "ClientAddress",
                            "ClientAddresses",
                            "Connections",
                            "Cursor",
                            "EmailText",
                            "FirstFactorRoutes",
                            "HeadRequests",
                            "IdempotencyKey",
                            "IdempotencySql",
                            "IdempotentCalls",
                            "IfMatch",
                            "KnownFieldsOnly",
                            "Languages",
                            "NumberAsText",
                            "Page",
                            "PagePath",
                            "PageRequest",
                            "PathIds",
                            "PlainText",
                            "PublicAddresses",
                            "PublicPaths",
                            "QueryParameters",
                            "Reply",
                            "RequestBodies",
                            "Role",
                            "RoleFilters",
                            "SecondFactorSettings",
                            "SensitiveCheck",
                            "SentNames",
                            "UserAgent")));

    /** Which rooms of its own feature a room may use; rooms that are not named use none. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("dialect.bookshop", Set.of("dialect")),
            entry("dialect.commerce", Set.of("dialect")),
            entry("dialect.customerorders", Set.of("dialect")),
            entry("dialect.orderapi", Set.of("dialect")),
            entry(
                    "identity.account",
                    Set.of(
                            "identity.audit",
                            "identity.factor",
                            "identity.password",
                            "identity.signin",
                            "identity.token",
                            "identity.user")),
            entry(
                    "identity.federation",
                    Set.of("identity.audit", "identity.password", "identity.token", "identity.user")),
            entry("identity.factor", Set.of("identity.audit", "identity.passkey", "identity.token")),
            entry("identity.passkey", Set.of("identity.audit", "identity.token", "identity.user")),
            entry("identity.session", Set.of("identity.audit", "identity.token", "identity.user")),
            entry("identity.invitation", Set.of("identity.audit", "identity.user")),
            entry(
                    "identity.signin",
                    Set.of(
                            "identity.audit",
                            "identity.federation",
                            "identity.password",
                            "identity.token",
                            "identity.user")),
            entry("ordering", Set.of("ordering.model")),
            entry("ordering.export", Set.of("ordering", "ordering.live", "ordering.model")),
            entry("ordering.fulfilment", Set.of("ordering", "ordering.model")),
            entry("ordering.live", Set.of("ordering")),
            entry("ordering.model", Set.of("ordering.price")),
            entry("ordering.summary", Set.of("ordering.model")),
            entry("ordering.timeline", Set.of("ordering", "ordering.model")),
            entry("payment", Set.of("payment.ledger", "payment.provider")),
            entry("payment.bkash", Set.of("payment", "payment.ledger", "payment.provider")),
            entry("payment.cash", Set.of("payment.provider")),
            entry("payment.ledger", Set.of("payment.provider")),
            entry("payment.mpesa", Set.of("payment", "payment.ledger", "payment.provider")),
            entry("payment.nagad", Set.of("payment", "payment.provider")),
            entry("payment.razorpay", Set.of("payment", "payment.ledger", "payment.provider")),
            entry("payment.sslcommerz", Set.of("payment", "payment.ledger", "payment.provider")),
            entry("payment.stripe", Set.of("payment", "payment.ledger", "payment.provider")),
            entry("sms.africastalking", Set.of("sms")),
            entry("sms.aws", Set.of("sms")),
            entry("sms.console", Set.of("sms", "sms.journal")),
            entry("sms.gateway", Set.of("sms", "sms.guard", "sms.journal", "sms.text")),
            entry("sms.guard", Set.of("sms", "sms.journal", "sms.text")),
            entry("sms.infobip", Set.of("sms")),
            entry("sms.journal", Set.of("sms", "sms.text")),
            entry("sms.receipt", Set.of("sms", "sms.journal")),
            entry("sms.twilio", Set.of("sms")),
            entry("support.database", Set.of("support", "support.secret")),
            entry("support.http", Set.of("support", "support.database")),
            entry("support.job", Set.of("support.database", "support.secret")),
            entry("support.phone", Set.of("support")),
            entry("verification", Set.of("verification.attempt", "verification.budget")),
            entry("verification.budget", Set.of("verification.attempt")),
            entry("web.client", Set.of("web.request", "web.route")),
            entry("web.docs", Set.of("web.asset", "web.problem", "web.route")),
            entry("web.health", Set.of("web.route")),
            entry("web.idempotency", Set.of("web.request", "web.security")),
            entry("web.problem", Set.of("web.request", "web.route")),
            entry("web.security", Set.of("web.problem", "web.request", "web.route")),
            entry("web.server", Set.of("web.request", "web.route", "web.security")));

    private static final int MOST_FILES_OF_A_ROOM = 25;
    private static final double MOST_PUBLIC_TYPES = 0.35;

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void featuresUseOnlyWhatOthersExport() {
        assertThat(dependencies()
                        .filter(it -> !feature(it.from()).equals(feature(it.to())))
                        .filter(it -> !feature(it.from()).isEmpty())
                        .filter(it -> !EXPORTED.getOrDefault(feature(it.to()), Set.of())
                                .contains(it.to().name()))
                        .map(Arrow::toString))
                .isEmpty();
    }

    @Test
    void whatIsExportedIsUsed() {
        var used = dependencies()
                .filter(it -> !feature(it.from()).equals(feature(it.to())))
                .map(it -> feature(it.to()) + " " + it.to().name())
                .collect(Collectors.toSet());
        assertThat(EXPORTED.entrySet().stream()
                        .flatMap(entry -> entry.getValue().stream().map(name -> entry.getKey() + " " + name)))
                .isSubsetOf(used);
    }

    @Test
    void roomsUseOnlyTheRoomsTheyMay() {
        assertThat(insideFeatures()
                        .filter(it -> !MAY_USE.getOrDefault(it.from().room(), Set.of())
                                .contains(it.to().room()))
                        .map(Arrow::toString))
                .isEmpty();
    }

    @Test
    void whatRoomsMayUseIsUsed() {
        var used = insideFeatures()
                .map(it -> it.from().room() + " " + it.to().room())
                .collect(Collectors.toSet());
        assertThat(MAY_USE.entrySet().stream()
                        .flatMap(entry -> entry.getValue().stream().map(room -> entry.getKey() + " " + room)))
                .isSubsetOf(used);
    }

    @Test
    void noRoomsGoInCircles() {
        assertThat(circles(MAY_USE)).isEmpty();
        assertThat(circles(Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("a"), "d", Set.of("a"))))
                .containsExactly("a", "b", "c");
    }

    @Test
    void roomsAreSmall() throws IOException {
        var files = SourceCode.javaFiles().stream()
                .collect(Collectors.groupingBy(file -> file.getParent().toString(), Collectors.counting()));
        assertThat(files)
                .isNotEmpty()
                .allSatisfy((room, count) -> assertThat(count).as(room).isLessThanOrEqualTo(MOST_FILES_OF_A_ROOM));
    }

    @Test
    void mostTypesAreHidden() {
        var types = CODE.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .toList();
        var shown = types.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .count();
        assertThat((double) shown / types.size()).isLessThanOrEqualTo(MOST_PUBLIC_TYPES);
    }

    private record Type(String room, String name) {}

    private record Arrow(Type from, Type to) {

        @Override
        public String toString() {
            return from.room() + "." + from.name() + " -> " + to.room() + "." + to.name();
        }
    }

    private static Stream<Arrow> dependencies() {
        return CODE.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(it -> it.getTargetClass()
                        .getBaseComponentType()
                        .getPackageName()
                        .startsWith(ROOT))
                .map(it -> new Arrow(
                        typeOf(it.getOriginClass()), typeOf(it.getTargetClass().getBaseComponentType())))
                .distinct();
    }

    private static Stream<Arrow> insideFeatures() {
        return dependencies()
                .filter(it -> feature(it.from()).equals(feature(it.to())))
                .filter(it -> !it.from().room().equals(it.to().room()));
    }

    private static Type typeOf(JavaClass type) {
        var room =
                type.getPackageName().equals(ROOT) ? "" : type.getPackageName().substring(ROOT.length() + 1);
        var name = type.getName().substring(type.getPackageName().length() + 1);
        var nested = name.indexOf('$');
        return new Type(room, nested < 0 ? name : name.substring(0, nested));
    }

    private static String feature(Type type) {
        return type.room().replaceFirst("\\..*", "");
    }

    /** The rooms from which arrows lead back to themselves. */
    private static List<String> circles(Map<String, Set<String>> arrows) {
        return arrows.keySet().stream()
                .filter(room -> reachable(room, arrows).contains(room))
                .sorted()
                .toList();
    }

    private static Set<String> reachable(String room, Map<String, Set<String>> arrows) {
        var found = new TreeSet<String>();
        var open = new ArrayList<>(arrows.getOrDefault(room, Set.of()));
        while (!open.isEmpty()) {
            var next = open.remove(open.size() - 1);
            if (found.add(next)) {
                open.addAll(arrows.getOrDefault(next, Set.of()));
            }
        }
        return found;
    }
}
