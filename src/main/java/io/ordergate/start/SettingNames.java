package io.ordergate.start;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.validation.FieldError;

/** Describes what is wrong with a setting, by the name of the variable that the operator has set. Values are not repeated. */
final class SettingNames {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");
    private static final Pattern NAMED = Pattern.compile("[A-Z]{2,}(_[A-Z]+)*");
    private static final Pattern PROPERTY = Pattern.compile("ordergate(\\.[a-z][a-z0-9-]*)+");
    private static final String FILE = "application.yaml";

    private final @Nullable Environment settings;

    SettingNames(@Nullable Environment settings) {
        this.settings = settings;
    }

    String reason(BindException failure) {
        if (failure.getCause() instanceof BindValidationException invalid) {
            return invalid.getValidationErrors().getAllErrors().stream()
                    .map(error -> error instanceof FieldError field
                            ? variable(name(failure) + "." + kebab(field.getField())) + " " + error.getDefaultMessage()
                            : String.valueOf(error.getDefaultMessage()))
                    .collect(Collectors.joining("; "));
        }
        var name = variable(name(failure));
        var own = message(failure);
        if (own != null) {
            return NAMED.matcher(own).lookingAt() ? own : named(own).orElse(name + ": " + own);
        }
        return name + " "
                + expectation(name(failure), failure.getTarget().getType().resolve(Object.class));
    }

    /** The variables of a property, as the file of settings names these; the property itself where that file has none. */
    String variable(String property) {
        var raw = raw(property.replaceFirst("\\[\\d+]$", ""));
        var variables =
                VARIABLE.matcher(raw).results().map(found -> found.group(1)).toList();
        return variables.isEmpty() ? property : String.join(" or ", variables);
    }

    /** The message with the variable in place of the property; empty where no property is named. */
    private Optional<String> named(String message) {
        var property = PROPERTY.matcher(message);
        return property.find()
                ? Optional.of(property.replaceAll(found -> Matcher.quoteReplacement(variable(found.group()))))
                : Optional.empty();
    }

    private static String kebab(String field) {
        return field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private String raw(String property) {
        if (settings instanceof ConfigurableEnvironment environment) {
            for (var source : environment.getPropertySources()) {
                if (source.getName().contains(FILE) && source.getProperty(property) != null) {
                    return String.valueOf(source.getProperty(property));
                }
            }
        }
        return "";
    }

    private static String name(BindException failure) {
        var property = failure.getProperty();
        return (property == null ? failure.getName() : property.getName()).toString();
    }

    /** The message of the settings record that has refused the value. */
    private static @Nullable String message(Throwable failure) {
        for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (StartFailure.isThrownHere(cause)) {
                return cause.getMessage();
            }
        }
        return null;
    }

    private String expectation(String property, Class<?> type) {
        if (type == Duration.class || type == int.class || type == long.class) {
            return raw(property).contains("${") || type != Duration.class
                    ? "is not a whole number, or too large"
                    : "is not a time such as 30s";
        }
        if (type == BigDecimal.class) {
            return "is not a number";
        }
        if (type == boolean.class) {
            return "is neither true nor false";
        }
        var names = type.isEnum() ? Arrays.asList(type.getEnumConstants()) : List.of();
        return names.isEmpty()
                ? "is not understood"
                : "is none of "
                        + names.stream()
                                .map(each -> each.toString().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "));
    }
}
