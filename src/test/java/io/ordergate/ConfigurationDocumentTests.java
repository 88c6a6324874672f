package io.ordergate;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ClassPathResource;

/** {@code src/docs/configuration.md}, {@code application.yaml} and the settings records say the same. */
class ConfigurationDocumentTests {

    private static final Path DOCUMENT = Path.of("src/docs/configuration.md");
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z][A-Z0-9_]+)` \\| (.+?) \\| (.+) \\|");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+):((?:[^{}]|\\$\\{[^}]*})*)}");

    /** Read by their own names, without a key of {@code application.yaml}. */
    private static final Set<String> WITHOUT_KEY = Set.of(
            "DATABASE_URL",
            "DATABASE_MIGRATION_URL",
            "DATABASE_REPLICA_URL",
            "DATABASE_LISTEN_URL",
            "DATABASE_PLAINTEXT_HOSTS",
            "MANAGEMENT_HOST");

    /** Read before there are records, and by a condition. */
    private static final Set<String> WITHOUT_RECORD = Set.of("ordergate.environment", "ordergate.dialects.enabled");

    @Test
    void everySettingHasOneRowAndNothingElseHas() throws IOException {
        var names = new TreeSet<>(WITHOUT_KEY);
        names.addAll(variables().keySet());
        assertThat(rows().map(Row::name)).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void everyRowTellsTheDefault() throws IOException {
        var defaults = variables();
        assertThat(rows().filter(row -> !defaults.getOrDefault(row.name(), "").isEmpty()))
                .allSatisfy(row -> assertThat(row.value().replaceFirst(";.*", ""))
                        .as(row.name())
                        .isEqualTo(told(defaults.getOrDefault(row.name(), ""))));
    }

    @Test
    void everyKeyIsPartOfASettingsRecord() throws IOException {
        var unread = new TreeSet<>(keys().keySet());
        unread.removeAll(components().keySet());
        assertThat(unread).containsExactlyInAnyOrderElementsOf(WITHOUT_RECORD);
    }

    @Test
    void recordsHaveTheDefaultsOfTheFile() throws IOException {
        var components = components();
        keys().forEach((key, value) -> {
            var component = components.get(key);
            if (component != null && component.isAnnotationPresent(DefaultValue.class)) {
                var inRecord = String.join(
                        ",", component.getAnnotation(DefaultValue.class).value());
                assertThat(plain(value.replaceAll(VARIABLE.pattern(), "$2"), component))
                        .as(key)
                        .isEqualTo(plain(inRecord, component));
            }
        });
    }

    private record Row(String name, String value) {}

    private static Stream<Row> rows() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row -> new Row(row.group(1), row.group(2)));
    }

    /** A default as the table writes it; that of another setting by its name. */
    private static String told(String value) {
        var other = VARIABLE.matcher(value);
        return "`" + (other.matches() ? other.group(1) : value) + "`";
    }

    /** The defaults of all variables that the file names. */
    private static Map<String, String> variables() throws IOException {
        var found = new TreeMap<String, String>();
        for (var value : everything().values()) {
            var variable = VARIABLE.matcher(value);
            while (variable.find()) {
                found.put(variable.group(1), variable.group(2));
                var other = VARIABLE.matcher(variable.group(2));
                if (other.matches()) {
                    found.put(other.group(1), other.group(2));
                }
            }
        }
        return found;
    }

    /** The keys of the service itself and their values. */
    private static Map<String, String> keys() throws IOException {
        return everything().entrySet().stream()
                .filter(each -> each.getKey().startsWith("ordergate."))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<String, String> everything() throws IOException {
        var documents = new YamlPropertySourceLoader().load("settings", new ClassPathResource("application.yaml"));
        var source = (EnumerablePropertySource<?>) documents.get(0);
        var values = new LinkedHashMap<String, String>();
        for (var key : source.getPropertyNames()) {
            values.put(key, String.valueOf(source.getProperty(key)));
        }
        return values;
    }

    /** The components of all settings records by their keys. */
    private static Map<String, RecordComponent> components() {
        var found = new TreeMap<String, RecordComponent>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.ordergate").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigurationProperties.class))
                        .map(JavaClass::reflect)
                        .forEach(type -> add(
                                type.getAnnotation(ConfigurationProperties.class)
                                        .value(),
                                type,
                                found));
        return found;
    }

    private static void add(String prefix, Class<?> type, Map<String, RecordComponent> found) {
        for (var component : type.getRecordComponents()) {
            var key = prefix + "."
                    + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (component.getType().isRecord()) {
                add(key, component.getType(), found);
            } else {
                found.put(key, component);
            }
        }
    }

    /** One spelling of a value: 120s and 2m are the same time. */
    private static Object plain(String value, RecordComponent component) {
        if (component.getType() == Duration.class) {
            return DurationStyle.detectAndParse(value);
        }
        return value;
    }
}
