package io.ordergate;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noConstructors;
import static java.util.Map.entry;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import io.ordergate.support.secret.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ArchitectureTests {

    private static final String ROOT = "io.ordergate";

    /** Who may import whom. Adding a package or an arrow means editing this map, in review. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            entry("support", Set.of()),
            entry("web", Set.of("support")),
            entry("ratelimit", Set.of("support", "web")),
            entry("sms", Set.of("support", "web", "ratelimit")),
            entry("outbox", Set.of("support", "web")),
            entry("verification", Set.of("support", "web", "ratelimit", "sms")),
            entry("ordering", Set.of("support", "web", "ratelimit", "outbox")),
            entry("identity", Set.of("support", "web", "ratelimit", "sms", "outbox", "verification", "ordering")),
            entry("payment", Set.of("support", "web", "ordering", "outbox")),
            entry("notification", Set.of("support", "web", "ratelimit", "sms", "outbox", "ordering", "identity")),
            entry("checkout", Set.of("support", "web", "ratelimit", "outbox", "verification", "ordering", "identity")),
            entry(
                    "page",
                    Set.of("support", "web", "ratelimit", "sms", "ordering", "payment", "identity", "notification")),
            entry("dialect", Set.of("support", "web", "ratelimit", "ordering", "identity")),
            entry("dev", Set.of("support", "web", "sms", "ordering")));

    /** From the lowest to the highest; nobody imports {@code dev}. */
    private static final List<Set<String>> LEVELS = List.of(
            Set.of("support"),
            Set.of("web"),
            Set.of("ratelimit"),
            Set.of("sms", "outbox"),
            Set.of("verification", "ordering"),
            Set.of("identity", "payment"),
            Set.of("notification", "checkout"),
            Set.of("dialect", "page"),
            Set.of("dev"));

    private static final Set<String> BLOCKING =
            Set.of("block", "blockFirst", "blockLast", "blockOptional", "toIterable", "toStream", "toFuture");
    private static final int MOST_LINES_OF_A_FILE = 220;
    private static final int MOST_LINES_OF_A_METHOD = 40;
    private static final int MOST_PARAMETERS_OF_A_CONSTRUCTOR = 7;

    /** These name a request and refuse what could be read in two ways; on the port of management there is no API at all. */
    private static final Set<String> FILTERS_BEFORE_SECURITY =
            Set.of("RequestEntryFilter", "ManagementConfiguration.managementOnly");

    /** Where Spring puts the chain; the constant is not public. */
    private static final int SECURITY_ORDER = -100;

    private static final Set<String> ANSWERING =
            Set.of("setComplete", "setStatusCode", "setRawStatusCode", "writeWith", "writeAndFlushWith");

    private static final Set<String> FILTERS_BEHIND_SECURITY = Set.of("ReadLimit");

    /** The hooks by which code could stand in front of Spring Security's chain, or around it. */
    private static final Pattern WAYS_AROUND_SECURITY = Pattern.compile(
            ".*\\.(WebFilterChainProxy|HttpHandlerDecoratorFactory|WebHttpHandlerBuilderCustomizer|WebHttpHandlerBuilder)");

    private static final Pattern DRIVER =
            Pattern.compile("org\\.springframework\\.r2dbc\\..*|io\\.r2dbc\\.(pool|spi|postgresql)\\.(?!"
                    + "(Readable|R2dbcException|codec\\.Json)$).*");

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @TestFactory
    Stream<DynamicTest> importsPointDownward() {
        return MAY_IMPORT.keySet().stream()
                .map(name -> dynamicTest(name, () -> noClasses()
                        .that()
                        .resideInAPackage(ROOT + "." + name + "..")
                        .should()
                        .dependOnClassesThat(forbiddenFor(name))
                        .allowEmptyShould(true)
                        .check(CODE)));
    }

    @Test
    void theTableItselfPointsDownward() {
        MAY_IMPORT.forEach((from, targets) -> assertThat(targets).as(from).allMatch(to -> level(to) < level(from)));
        assertThat(MAY_IMPORT.values()).noneMatch(targets -> targets.contains("dev"));
    }

    @Test
    void everyArrowOfTheTableIsUsed() {
        var used = CODE.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(it -> feature(it.getOriginClass()) + " -> "
                        + feature(it.getTargetClass().getBaseComponentType()))
                .collect(toSet());
        assertThat(MAY_IMPORT.entrySet().stream()
                        .flatMap(entry -> entry.getValue().stream().map(to -> entry.getKey() + " -> " + to)))
                .isSubsetOf(used);
    }

    @Test
    void theStartImportsNoFeature() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT, ROOT + ".start")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + ".*..")
                        .and(not(resideInAnyPackage(ROOT + ".start", ROOT + ".support"))))
                .check(CODE);
    }

    @Test
    void everyPackageIsInTheTable() {
        assertThat(CODE.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> !name.equals(ROOT))
                        .map(name -> name.substring(ROOT.length() + 1).replaceFirst("\\..*", ""))
                        .filter(name -> !name.equals("start")))
                .isSubsetOf(MAY_IMPORT.keySet());
    }

    @Test
    void nobodyBlocks() {
        noBlocking().check(CODE);
        assertThat(violations(noBlocking(), Blocks.class)).isEqualTo(4);
    }

    @Test
    void nobodySubscribes() {
        noSubscribing().check(CODE);
        assertThat(violations(noSubscribing(), Subscribes.class)).isEqualTo(2);
    }

    @Test
    void everyFilterStandsOnItsSideOfSpringSecurity() {
        var filters = filters()
                .collect(partitioningBy(filter -> filter.order() <= SECURITY_ORDER, mapping(Filter::name, toSet())));
        assertThat(filters.get(true)).isEqualTo(FILTERS_BEFORE_SECURITY);
        assertThat(filters.get(false)).isEqualTo(FILTERS_BEHIND_SECURITY);
    }

    @Test
    void noFilterAnswersInPlaceOfARoute() {
        noFilterThatAnswers().check(CODE);
        assertThat(violations(noFilterThatAnswers(), Answers.class)).isEqualTo(2);
    }

    @Test
    void nothingGoesAroundSpringSecurity() {
        noClasses()
                .should()
                .dependOnClassesThat(describe(
                        "stand around the filters",
                        type -> WAYS_AROUND_SECURITY.matcher(type.getName()).matches()))
                .check(CODE);
        noClasses().should().beAssignableTo(ServerWebExchangeFirewall.class).check(CODE);
        noAccess(
                        "to addFilter",
                        access -> access.getTargetOwner().isEquivalentTo(ServerHttpSecurity.class)
                                && access.getName().startsWith("addFilter"))
                .check(CODE);
    }

    @Test
    void timeComesFromTheClock() {
        noOtherTime().check(CODE);
        assertThat(violations(noOtherTime(), ReadsTheTime.class)).isEqualTo(5);
    }

    @Test
    void chanceComesFromIds() {
        noOtherChance().check(CODE);
        assertThat(violations(noOtherChance(), ThrowsDice.class)).isEqualTo(6);
    }

    @Test
    void onlyRoutesHandlersAndFiltersKnowRequests() {
        noClasses()
                .that(are(type -> !fileName(type).matches(".*(Routes|Handler|Filters)")))
                .and()
                .resideOutsideOfPackage(ROOT + ".web..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.springframework.web.reactive.function.server.ServerRequest")
                .check(CODE);
    }

    /** The driver's type for JSON is a value like others; an error of the driver is answered like others. */
    @Test
    void onlyOneRoomKnowsTheDriver() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".support.database")
                .should()
                .dependOnClassesThat(describe(
                        "are of the driver, the pool or Spring's client",
                        type -> DRIVER.matcher(type.getName()).matches()))
                .check(CODE);
    }

    @Test
    void onlyOneClientCallsOtherServers() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".support.http")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "reactor.netty.http.client..",
                        "java.net.http..",
                        "org.springframework.web.reactive.function.client.."))
                .check(CODE);
    }

    @Test
    void everyPackageIsNullMarked() throws IOException {
        for (var folder : SourceCode.javaFiles().stream()
                .map(file -> file.resolveSibling("package-info.java"))
                .distinct()
                .toList()) {
            assertThat(folder).exists();
            assertThat(Files.readString(folder)).contains("\n@NullMarked\n", "/**");
        }
    }

    @Test
    void noFileIsLong() throws IOException {
        for (var file : SourceCode.javaFiles()) {
            assertThat(Files.readAllLines(file).stream().filter(line -> !line.startsWith("import ")))
                    .as(file.toString())
                    .hasSizeLessThanOrEqualTo(MOST_LINES_OF_A_FILE);
        }
    }

    @Test
    void noMethodIsLong() throws IOException {
        var code = SourceCode.main();
        var found = new ArrayList<String>();
        code.files().forEach(file -> new LongMethods(code, file, found).scan(file, null));
        assertThat(found).isEmpty();
    }

    /** A class that needs more than these is two classes. */
    @Test
    void noConstructorHasManyParameters() {
        noLongConstructors().check(CODE);
        assertThat(violations(noLongConstructors(), NeedsEight.class)).isEqualTo(1);
    }

    private static DescribedPredicate<JavaClass> forbiddenFor(String name) {
        var allowed = Stream.concat(Stream.of(name), MAY_IMPORT.getOrDefault(name, Set.of()).stream())
                .map(other -> ROOT + "." + other + "..")
                .toArray(String[]::new);
        return resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed)));
    }

    /** The feature that a type of ours belongs to; empty for the root and for types of others. */
    private static String feature(JavaClass type) {
        var name = type.getPackageName();
        return name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1).replaceFirst("\\..*", "") : "";
    }

    private static int level(String name) {
        for (var level = 0; level < LEVELS.size(); level++) {
            if (LEVELS.get(level).contains(name)) {
                return level;
            }
        }
        throw new AssertionError(name + " has no level");
    }

    private static ArchRule noBlocking() {
        return noAccess(
                "to methods that block",
                access -> isPublisher(access.getTargetOwner())
                        && BLOCKING.contains(access.getName())
                        && !isIn(access, "io.ordergate.support.Uncancellable"));
    }

    private static ArchRule noSubscribing() {
        return noAccess(
                "to subscribe",
                access -> isPublisher(access.getTargetOwner())
                        && access.getName().equals("subscribe")
                        && !isIn(access, "io.ordergate.support.job.Jobs$JobRun")); // nobody else is there to do it
    }

    /** Records and enums name what they hold; a nested private class belongs to the one around it. */
    private static ArchRule noLongConstructors() {
        return noConstructors()
                .that()
                .areDeclaredInClassesThat(are(type -> !type.isRecord()
                        && !type.isEnum()
                        && !(type.isNestedClass() && type.getModifiers().contains(JavaModifier.PRIVATE))))
                .should(ArchCondition.from(describe(
                        "have more than " + MOST_PARAMETERS_OF_A_CONSTRUCTOR + " parameters",
                        (JavaConstructor constructor) ->
                                constructor.getRawParameterTypes().size() > MOST_PARAMETERS_OF_A_CONSTRUCTOR)));
    }

    private record Filter(String name, int order) {}

    /** Classes that are filters, and beans that are. Without an order a filter is the last. */
    private static Stream<Filter> filters() {
        var types = CODE.stream()
                .filter(type -> type.isAssignableTo(WebFilter.class))
                .peek(type -> assertThat(type.isAssignableTo(Ordered.class))
                        .as(type + " says its order by an annotation")
                        .isFalse())
                .map(type -> new Filter(type.getSimpleName(), order(type)));
        var beans = CODE.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(Bean.class)
                        && method.getRawReturnType().isAssignableTo(WebFilter.class))
                .map(method -> new Filter(method.getOwner().getSimpleName() + "." + method.getName(), order(method)));
        return Stream.concat(types, beans);
    }

    private static int order(CanBeAnnotated filter) {
        return filter.isAnnotatedWith(Order.class)
                ? ((HasAnnotations<?>) filter).getAnnotationOfType(Order.class).value()
                : Ordered.LOWEST_PRECEDENCE;
    }

    /** A filter may refuse, by an error that becomes a problem. */
    private static ArchRule noFilterThatAnswers() {
        return noClasses()
                .that(are(type -> type.isAssignableTo(WebFilter.class)))
                .should(accessTargetWhere(describe(
                        "an answer",
                        access -> access.getTargetOwner().isAssignableTo(ServerHttpResponse.class)
                                && ANSWERING.contains(access.getName()))));
    }

    private static ArchRule noOtherTime() {
        return noAccess(
                "to the time of the machine",
                access -> readsTheTime(access) && !isIn(access, "io.ordergate.support.database.DatabaseClock"));
    }

    private static boolean readsTheTime(JavaAccess<?> access) {
        var owner = access.getTargetOwner().getFullName();
        var name = access.getName();
        return switch (owner) {
            case "java.lang.System" -> name.equals("currentTimeMillis");
            case "java.util.Date" -> name.equals("<init>") && takesNothing(access);
            case "java.util.Calendar" -> name.equals("getInstance");
            case "java.time.Clock" -> name.startsWith("system") || (name.startsWith("tick") && !takesAClock(access));
            default -> owner.startsWith("java.time.") && name.equals("now") && !takesAClock(access);
        };
    }

    private static ArchRule noOtherChance() {
        return noAccess(
                "to chance other than of Ids", access -> throwsDice(access) && !isIn(access, Ids.class.getName()));
    }

    private static boolean throwsDice(JavaAccess<?> access) {
        return switch (access.getTargetOwner().getFullName()) {
            case "java.util.Random", "java.security.SecureRandom", "java.util.SplittableRandom" ->
                access.getName().equals("<init>") || access.getName().startsWith("getInstance");
            case "java.util.concurrent.ThreadLocalRandom" -> access.getName().equals("current");
            case "java.lang.Math", "java.lang.StrictMath" -> access.getName().equals("random");
            case "java.util.UUID" -> access.getName().equals("randomUUID");
            default -> false;
        };
    }

    private static boolean isPublisher(JavaClass type) {
        return type.getPackageName().equals("reactor.core.publisher")
                || type.getFullName().equals("org.reactivestreams.Publisher");
    }

    private static ArchRule noAccess(String description, Predicate<JavaAccess<?>> predicate) {
        return noClasses().should(accessTargetWhere(describe(description, predicate)));
    }

    private static DescribedPredicate<JavaClass> are(Predicate<JavaClass> predicate) {
        return describe("are elsewhere", predicate);
    }

    private static boolean isIn(JavaAccess<?> access, String type) {
        return access.getOriginOwner().getFullName().equals(type);
    }

    private static boolean takesNothing(JavaAccess<?> access) {
        return access.getTarget().getFullName().endsWith("()");
    }

    private static boolean takesAClock(JavaAccess<?> access) {
        return access.getTarget().getFullName().contains("(java.time.Clock");
    }

    /** The simple name of the top-level type around this one. */
    private static String fileName(JavaClass type) {
        var name = type.getName().substring(type.getPackageName().length() + 1);
        var nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static long violations(ArchRule rule, Class<?> bad) {
        return rule.evaluate(new ClassFileImporter().importClasses(bad))
                .getFailureReport()
                .getDetails()
                .size();
    }

    private static final class LongMethods extends TreeScanner<@Nullable Void, @Nullable Void> {

        private final SourceCode code;
        private final CompilationUnitTree file;
        private final List<String> found;

        private LongMethods(SourceCode code, CompilationUnitTree file, List<String> found) {
            this.code = code;
            this.file = file;
            this.found = found;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            var lines = code.lastLine(file, method) - code.firstLine(file, method) + 1;
            if (lines > MOST_LINES_OF_A_METHOD) {
                found.add(SourceCode.name(file) + " " + method.getName() + ": " + lines);
            }
            return super.visitMethod(method, null);
        }
    }

    @SuppressWarnings("unused") // read by the rules that it breaks
    private static final class Blocks {

        @Nullable
        Object block(Mono<String> mono, Flux<String> flux) {
            var inLambda = mono.map(each -> flux.blockLast());
            var reference = mono.map(each -> flux).map(Flux::toIterable);
            return mono.block() + "" + inLambda + reference + mono.toFuture();
        }
    }

    @SuppressWarnings("unused") // read by the rules that it breaks
    private static final class Subscribes {

        Object subscribe(Mono<String> mono, Flux<String> flux) {
            mono.subscribeOn(Schedulers.parallel()).doOnNext(each -> flux.subscribe());
            return mono.subscribe(each -> {});
        }
    }

    @SuppressWarnings("unused") // read by the rules that it breaks
    private static final class Answers implements WebFilter {

        @Override
        public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
            exchange.getResponse().setStatusCode(HttpStatus.OK);
            return exchange.getResponse().setComplete();
        }
    }

    @SuppressWarnings("unused") // read by the rules that it breaks
    private static final class ReadsTheTime {

        Object read(Clock clock) {
            return List.of(
                    Instant.now(),
                    LocalDate.now(ZoneOffset.UTC),
                    System.currentTimeMillis(),
                    Clock.systemUTC(),
                    Clock.tickSeconds(ZoneOffset.UTC),
                    Instant.now(clock),
                    Clock.tick(clock, Duration.ZERO));
        }
    }

    @SuppressWarnings("unused") // read by the rules that it breaks
    private static final class ThrowsDice {

        Object roll() throws Exception {
            return List.of(
                    new Random(),
                    new SecureRandom(),
                    SecureRandom.getInstance("DRBG"),
                    Math.random(),
                    ThreadLocalRandom.current(),
                    UUID.randomUUID());
        }
    }

    @SuppressWarnings("unused") // read by the rule that it breaks
    static final class NeedsEight {

        NeedsEight(int a, int b, int c, int d, int e, int f, int g) {}

        NeedsEight(int a, int b, int c, int d, int e, int f, int g, int h) {}
    }
}
