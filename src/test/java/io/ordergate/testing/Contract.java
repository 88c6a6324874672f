package io.ordergate.testing;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** openapi.yaml as a judge: every request that was accepted and every answer that was given must be as it says. */
public final class Contract {

    private static final String BASE = "https://ordergate.example/openapi.yaml";
    private static final String YAML = read();
    private static final JsonNode DOCUMENT = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readTree(YAML);
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(Dialects.getOpenApi31(), builder -> builder.schemas(Map.of(BASE, YAML)));
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private Contract() {}

    public static JsonNode document() {
        return DOCUMENT;
    }

    /** Fails unless the contract has this call, this status, these fields. */
    static void check(String method, String path, String requestBody, Answer answer) {
        var template = template(path);
        var operation = "/paths/" + escaped(template) + "/" + method.toLowerCase(Locale.ROOT);
        if (DOCUMENT.at(operation).isMissingNode()) {
            if (answer.status() == 404 || answer.status() == 405) {
                conforms("/components/responses/Problem", answer.body(), "any unknown call");
                return;
            }
            throw new AssertionError("The contract does not have " + method + " " + template);
        }
        var where = method + " " + template + " -> " + answer.status();
        if (answer.status() < 400 && !requestBody.isEmpty()) {
            conforms(operation + "/requestBody", requestBody, "request of " + where);
        }
        var response = operation + "/responses/" + answer.status();
        if (DOCUMENT.at(response).isMissingNode()) {
            throw new AssertionError("The contract does not have " + where + ": " + answer.body());
        }
        var type = answer.header("Content-Type");
        if (type.contains("json") && !answer.body().isEmpty()) {
            conforms(response, answer.body(), where);
        }
    }

    /** Fails unless the JSON is as the media type object of this response or request body says. */
    static void conforms(String pointer, String json, String where) {
        var resolved = resolve(pointer);
        var content = DOCUMENT.at(resolved + "/content");
        var types = new TreeSet<String>();
        content.propertyNames().forEach(types::add);
        var type = types.stream().filter(name -> name.contains("json")).findFirst();
        if (type.isEmpty()) {
            throw new AssertionError("The contract has no JSON for " + where);
        }
        var errors = validate(resolved + "/content/" + escaped(type.get()) + "/schema", json);
        if (!errors.isEmpty()) {
            throw new AssertionError("Not as the contract says, " + where + ": " + errors + "\n" + json);
        }
    }

    public static List<String> validate(String schemaPointer, String json) {
        var schema = SCHEMAS.computeIfAbsent(
                schemaPointer, pointer -> REGISTRY.getSchema(SchemaLocation.of(BASE + "#" + pointer)));
        return schema
                .validate(
                        json,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Object::toString)
                .toList();
    }

    public static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    private static String resolve(String pointer) {
        var reference = DOCUMENT.at(pointer).path("$ref").asString("");
        return reference.isEmpty() ? pointer : resolve(reference.substring(1));
    }

    /** The path of the contract that this one is an instance of; a plain one before one with parameters. */
    private static String template(String path) {
        var plain = path.replaceAll("\\?.*", "").replaceAll("(?<=.)/$", "");
        if (!DOCUMENT.path("paths").path(plain).isMissingNode()) {
            return plain;
        }
        for (var template : DOCUMENT.path("paths").propertyNames()) {
            var regex = Pattern.quote(template).replaceAll("\\{[a-z_]+}", "\\\\E[^/]+\\\\Q");
            if (plain.matches(regex)) {
                return template;
            }
        }
        return plain;
    }

    private static String read() {
        try {
            return new ClassPathResource("openapi.yaml").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
