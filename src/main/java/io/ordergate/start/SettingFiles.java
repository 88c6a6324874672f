package io.ordergate.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.StringUtils;

/**
 * Reads settings from files: {@code .env} in the working folder, over which variables of the process have precedence, and for
 * every setting the file that {@code NAME_FILE} names, as secret stores mount into containers.
 */
class SettingFiles implements EnvironmentPostProcessor, Ordered {

    private static final Path ENV_FILE = Path.of(".env");
    private static final String SUFFIX = "_FILE";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");

    /** Variables that stand in no file of settings, since the code reads the variables directly. */
    private static final Set<String> UNLISTED = Set.of(
            "DATABASE_URL",
            "DATABASE_MIGRATION_URL",
            "DATABASE_REPLICA_URL",
            "DATABASE_LISTEN_URL",
            "DATABASE_PLAINTEXT_HOSTS",
            "MANAGEMENT_HOST");

    /** After the variables of the process are known, and before anything reads a setting. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 8;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var sources = environment.getPropertySources();
        var file = envFile(environment);
        if (!file.isEmpty()) {
            sources.addAfter(
                    StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                    new SystemEnvironmentPropertySource(
                            ".env-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, file));
        }
        var contents = contents(environment);
        if (!contents.isEmpty()) {
            sources.addFirst(new MapPropertySource("setting-files", contents));
        }
    }

    private static Map<String, Object> envFile(ConfigurableEnvironment environment) {
        if (!Files.isRegularFile(ENV_FILE)) {
            return Map.of();
        }
        var values = new HashMap<String, Object>();
        try {
            EnvFile.parse(Files.readString(ENV_FILE), environment::getProperty)
                    .forEach((name, value) -> values.put(name, literal(value)));
        } catch (CharacterCodingException otherEncoding) {
            throw new StartCheck.Refusal(List.of(".env is not UTF-8"));
        } catch (IOException unreadable) {
            throw new StartCheck.Refusal(List.of(".env cannot be read"));
        }
        return values;
    }

    private static Map<String, Object> contents(ConfigurableEnvironment environment) {
        var contents = new HashMap<String, Object>();
        var reasons = new ArrayList<String>();
        for (var name : names()) {
            var file = environment.getProperty(name + SUFFIX);
            if (StringUtils.hasText(file)) {
                if (StringUtils.hasText(environment.getProperty(name))) {
                    reasons.add(name + " and " + name + SUFFIX + " are both set");
                }
                read(name, Path.of(file.strip()), contents, reasons);
            }
        }
        if (!reasons.isEmpty()) {
            throw new StartCheck.Refusal(reasons);
        }
        return contents;
    }

    private static void read(String name, Path file, Map<String, Object> contents, List<String> reasons) {
        try {
            contents.put(
                    name,
                    literal(Files.readString(file).replaceFirst("^\ufeff", "").replaceFirst("[\\r\\n]+$", "")));
        } catch (NoSuchFileException absent) {
            reasons.add(name + SUFFIX + " names a file that does not exist: " + file);
        } catch (CharacterCodingException otherEncoding) {
            reasons.add(name + SUFFIX + " names a file that is not UTF-8: " + file);
        } catch (IOException unreadable) {
            reasons.add(name + SUFFIX + " names a file that cannot be read: " + file);
        }
    }

    /** The variables of all settings. */
    static Set<String> names() {
        var names = new TreeSet<>(UNLISTED);
        try (var settings = SettingFiles.class.getResourceAsStream("/application.yaml")) {
            if (settings != null) {
                VARIABLE.matcher(new String(settings.readAllBytes(), StandardCharsets.UTF_8))
                        .results()
                        .forEach(variable -> names.add(variable.group(1)));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return names;
    }

    /** The value of a file as text that Spring does not search for placeholders. */
    private static String literal(String value) {
        return value.replace("${", "\\${");
    }
}
