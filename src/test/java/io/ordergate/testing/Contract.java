package io.ordergate.testing;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.ordergate.web.docs.ServedContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The contract as a judge: every request that was accepted and every answer that was given must be as it says. */
public final class Contract {

    private static final String BASE = "https://ordergate.example/openapi.yaml";
    private static final Contract CANONICAL = new Contract(ServedContract.canonical());
    private static final Contract REPLACED = new Contract(ServedContract.replaced());
    private static final List<String> HEADERS_OF_REFUSALS = List.of("Retry-After", "WWW-Authenticate");

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private Contract(String yaml) {
        document = YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .readTree(yaml);
        registry = SchemaRegistry.withDefaultDialect(
                Dialects.getOpenApi30(), builder -> builder.schemas(Map.of(BASE, yaml)));
    }

    public static Contract canonical() {
        return CANONICAL;
    }

    public static Contract replaced() {
        return REPLACED;
    }

    public static List<Contract> all() {
        return List.of(CANONICAL, REPLACED);
    }

    public JsonNode document() {
        return document;
    }

    /** The first description of this call; missing if there is none. */
    public static JsonNode operation(String method, String template) {
        return describing(pointer(method, template))
                .findFirst()
                .map(contract -> contract.document.at(pointer(method, template)))
                .orElseGet(() -> CANONICAL.document.path("none"));
    }

    /** Fails unless the contract has this call, this status, these fields. */
    static void check(String method, String path, String requestBody, Answer answer) {
        var template = template(path);
        var operation = pointer(method, template);
        var contract = describing(operation).findFirst();
        if (contract.isEmpty()) {
            if (answer.status() == 404 || answer.status() == 405) {
                CANONICAL.conforms("/components/responses/Problem", answer.body(), "any unknown call");
                return;
            }
            throw new AssertionError("The contract does not have " + method + " " + template);
        }
        var where = method + " " + template + " -> " + answer.status();
        if (answer.status() < 400 && !requestBody.isEmpty()) {
            checkRequest(operation, requestBody, "request of " + where);
        }
        contract.get().checkAnswer(operation + "/responses/" + answer.status(), answer, where);
    }

    /** What the second document alone lets through are the other names of fields. */
    private static void checkRequest(String operation, String body, String where) {
        var errors = new ArrayList<AssertionError>();
        var contracts = describing(operation).toList();
        for (var contract : contracts) {
            try {
                contract.conforms(operation + "/requestBody", body, where);
            } catch (AssertionError error) {
                errors.add(error);
            }
        }
        if (errors.size() == contracts.size()) {
            throw errors.get(0);
        }
    }

    private void checkAnswer(String pointer, Answer answer, String where) {
        if (document.at(pointer).isMissingNode()) {
            throw new AssertionError("The contract does not have " + where + ": " + answer.body());
        }
        checkHeaders(document.at(resolve(pointer)).path("headers"), answer, where);
        var type = answer.header("Content-Type");
        if (type.contains("json") && !answer.body().isEmpty()) {
            conforms(pointer, answer.body(), where);
            if (type.contains("problem")) {
                checkProblem(document.at(resolve(pointer)), answer, where);
            }
        }
    }

    private void checkHeaders(JsonNode described, Answer answer, String where) {
        described.forEachEntry((name, header) -> {
            var pointer = header.path("$ref").asString("#").substring(1);
            if (document.at(pointer).path("required").asBoolean(false)
                    && answer.header(name).isEmpty()) {
                throw new AssertionError("Without its header " + name + ": " + where);
            }
        });
    }

    /** The examples of a refusal are its codes; one without examples may have any. */
    private static void checkProblem(JsonNode response, Answer answer, String where) {
        var codes = response.path("content").path("application/problem+json").path("examples");
        var problem = new JsonMapper().readTree(answer.body());
        var known = codes.isMissingNode() || codes.has(problem.path("code").asString(""));
        var told = codes.isMissingNode()
                || HEADERS_OF_REFUSALS.stream()
                        .allMatch(name -> answer.header(name).isEmpty()
                                || response.path("headers").has(name));
        if (!known || !told || problem.path("status").asInt(0) != answer.status()) {
            throw new AssertionError("Not a refusal that the contract has, " + where + ": " + answer.body());
        }
    }

    /** Fails unless the JSON is as the media type object of this response or request body says. */
    private void conforms(String pointer, String json, String where) {
        var resolved = resolve(pointer);
        var type = document.at(resolved + "/content").propertyNames().stream()
                .filter(name -> name.contains("json"))
                .sorted()
                .findFirst();
        if (type.isEmpty()) {
            throw new AssertionError("The contract has no JSON for " + where);
        }
        var errors = validate(resolved + "/content/" + escaped(type.get()) + "/schema", json);
        if (!errors.isEmpty()) {
            throw new AssertionError("Not as the contract says, " + where + ": " + errors + "\n" + json);
        }
    }

    public List<String> validate(String schemaPointer, String json) {
        var schema = schemas.computeIfAbsent(
                schemaPointer, pointer -> registry.getSchema(SchemaLocation.of(BASE + "#" + pointer)));
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

    private static String pointer(String method, String template) {
        return "/paths/" + escaped(template) + "/" + method.toLowerCase(Locale.ROOT);
    }

    private static Stream<Contract> describing(String pointer) {
        return all().stream().filter(contract -> contract.document.at(pointer).isObject());
    }

    private String resolve(String pointer) {
        var reference = document.at(pointer).path("$ref").asString("");
        return reference.isEmpty() ? pointer : resolve(reference.substring(1));
    }

    /** The path of the contract that this one is an instance of; a plain one before one with parameters. */
    private static String template(String path) {
        var plain = path.replaceAll("\\?.*", "").replaceAll("(?<=.)/$", "");
        var templates = all().stream()
                .flatMap(contract -> contract.document.path("paths").propertyNames().stream())
                .toList();
        if (templates.contains(plain)) {
            return plain;
        }
        return templates.stream()
                .filter(template -> plain.matches(Pattern.quote(template).replaceAll("\\{[a-z_]+}", "\\\\E[^/]+\\\\Q")))
                .findFirst()
                .orElse(plain);
    }
}
