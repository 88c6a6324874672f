package io.ordergate;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.ordergate.support.database.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each statement stands whole in {@code src/docs/sql}, a file for each package, so that a review sees what PostgreSQL will. */
class SqlFilesTests {

    private static final String ROOT = "io.ordergate";
    private static final Path FOLDER = Path.of("src/docs/sql");

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static final JavaClasses FORMS = new ClassFileImporter()
            .withImportOption(location -> location.contains("SqlForms.class"))
            .importPackages(ROOT);

    /** Lists, whose absent filters are left out, since a plan that allows for them uses no index. */
    private static final Set<String> MADE_AT_EACH_CALL =
            Set.of(".ListSql.", ".AuditRepository.", ".UserListRepository.");

    @Test
    void everyStatementStandsInTheFileOfItsPackage() throws IOException {
        var files = files();
        if (Boolean.getBoolean("sql.write")) {
            write(files);
        }
        assertThat(committed()).as("""
                src/docs/sql, which is written anew by
                mvn -q -Pquick test -Dtest=SqlFilesTests -Dsql.write=true
                """).containsExactlyInAnyOrderEntriesOf(files);
    }

    /** Those made at each call are in a class of tests: {@code FORMS} of a class whose name ends with Forms. */
    @Test
    void noOtherStatementIsMadeThanThoseInConstants() {
        assertThat(CODE.stream()
                        .flatMap(type -> type.getMethodCallsFromSelf().stream())
                        .filter(call -> call.getTargetOwner().isEquivalentTo(Sql.class)
                                && call.getName().equals("of")
                                && !call.getOriginOwner().isEquivalentTo(Sql.class))
                        .map(JavaMethodCall::getOrigin)
                        .filter(maker -> !maker.getName().equals("<clinit>")
                                && !maker.getModifiers().contains(JavaModifier.PRIVATE))
                        .map(JavaMember::getFullName))
                .allMatch(maker -> MADE_AT_EACH_CALL.stream().anyMatch(maker::contains));
    }

    /** Each partition has rows at the same places: a statement that finds one by its place alone writes others, too. */
    @Test
    void noStatementFindsARowByItsPlace() {
        assertThat(files().values()).noneMatch(statements -> statements.contains("ctid"));
    }

    private static Map<String, String> files() {
        var statements = new TreeMap<String, TreeMap<String, Sql>>();
        Stream.concat(CODE.stream(), FORMS.stream())
                .flatMap(type -> type.getFields().stream())
                .filter(SqlFilesTests::holdsStatements)
                .forEach(field -> add(field, statements.computeIfAbsent(file(field), added -> new TreeMap<>())));
        var files = new TreeMap<String, String>();
        statements.forEach((file, named) -> files.put(
                file,
                named.entrySet().stream()
                        .map(each ->
                                "-- " + each.getKey() + "\n" + each.getValue().source() + ";\n")
                        .collect(joining("\n"))));
        return files;
    }

    private static boolean holdsStatements(JavaField field) {
        return field.getModifiers().contains(JavaModifier.STATIC)
                && field.getType().getAllInvolvedRawTypes().stream().anyMatch(type -> type.isEquivalentTo(Sql.class))
                && !field.getOwner().isEquivalentTo(Sql.class);
    }

    private static String file(JavaField field) {
        return field.getOwner().getPackageName().substring(ROOT.length() + 1) + ".sql";
    }

    /** One statement, or all of a map by their keys. */
    private static void add(JavaField field, Map<String, Sql> statements) {
        var name = name(field.getOwner()) + "." + field.getName();
        var value = value(field);
        if (value instanceof Sql sql) {
            statements.put(name, sql);
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, sql) -> statements.put(name + " " + key, (Sql) sql));
        } else {
            throw new AssertionError(name + " holds statements in a way that this test cannot read");
        }
    }

    private static String name(JavaClass type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }

    private static Object value(JavaField field) {
        try {
            var reflected = field.reflect();
            reflected.setAccessible(true);
            return reflected.get(null);
        } catch (IllegalAccessException refused) {
            throw new AssertionError(refused);
        }
    }

    private static Map<String, String> committed() throws IOException {
        var committed = new TreeMap<String, String>();
        for (var file : paths()) {
            committed.put(file.getFileName().toString(), Files.readString(file));
        }
        return committed;
    }

    private static void write(Map<String, String> files) throws IOException {
        Files.createDirectories(FOLDER);
        for (var file : paths()) {
            Files.delete(file);
        }
        for (var file : files.entrySet()) {
            Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
        }
    }

    private static Collection<Path> paths() throws IOException {
        if (!Files.isDirectory(FOLDER)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(FOLDER)) {
            return paths.collect(toCollection(TreeSet::new));
        }
    }
}
