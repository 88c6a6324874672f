package io.ordergate.web.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The documents of the contract, joined from the pieces in {@code src/main/openapi}. They are joined when somebody asks
 * first, and not by the build, so that they are there however the service was started, out of an IDE too.
 */
final class ContractDocument {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final String COMPONENTS = "#/components/";

    private final ObjectNode document;

    private ContractDocument(ObjectNode document) {
        this.document = document;
    }

    /** The calls of this service. */
    static String canonical() {
        return joined("openapi/*.yaml").finished();
    }

    /** The calls of the services that it replaces, and what of the first document they share. */
    static String replaced() {
        var replaced = joined("openapi/replaced/*.yaml");
        replaced.borrowFrom(joined("openapi/*.yaml").document);
        return replaced.finished();
    }

    /** Writes both documents into a folder, for programs that read files. */
    public static void main(String[] arguments) throws IOException {
        var folder = Files.createDirectories(Path.of(arguments[0]));
        Files.writeString(folder.resolve("openapi.yaml"), canonical());
        Files.writeString(folder.resolve("openapi-replaced.yaml"), replaced());
    }

    private static ContractDocument joined(String pieces) {
        var joined = JSON.createObjectNode();
        for (var piece : read(pieces)) {
            addAll(joined, piece, "");
        }
        joined.set("components", joined.remove("components")); // to the end
        return new ContractDocument(joined);
    }

    /** The pieces by name; the one that begins the document is called api.yaml. */
    private static List<ObjectNode> read(String pieces) {
        try {
            var files = new PathMatchingResourcePatternResolver().getResources("classpath:" + pieces);
            return Arrays.stream(files)
                    .sorted(Comparator.comparing(file -> Objects.equals(file.getFilename(), "api.yaml")
                            ? ""
                            : Objects.requireNonNull(file.getFilename())))
                    .map(ContractDocument::read)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static ObjectNode read(Resource piece) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (var text = piece.getInputStream()) {
            return JSON.valueToTree(new Yaml(new SafeConstructor(options)).load(text));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Adds what only one of the two has; what both have must be something that can be joined. */
    private static void addAll(ObjectNode target, ObjectNode piece, String where) {
        piece.forEachEntry((name, value) -> {
            var there = target.get(name);
            if (there == null) {
                target.set(name, value);
            } else if (there instanceof ObjectNode object && value instanceof ObjectNode more) {
                addAll(object, more, where + "/" + name);
            } else if (!there.equals(value)) {
                throw new IllegalStateException("Two pieces of the contract have " + where + "/" + name);
            }
        });
    }

    /** Completes the operations that are like one of the other document, and takes its components over. */
    private void borrowFrom(ObjectNode other) {
        eachOperation((path, method, operation) -> {
            if (operation.remove("x-like") != null) {
                var theirs = other.path("paths").path(path);
                theirs.path(method).forEachEntry(operation::putIfAbsent);
                theirs.path("parameters").forEach(operation.withArray("parameters")::add);
            }
        });
        addAll(document.withObject("components"), other.withObject("components"), "/components");
    }

    private String finished() {
        var components = document.withObject("components");
        components.withObject("schemas").forEachEntry((name, schema) -> takeFields((ObjectNode) schema));
        var problems = new ProblemResponses(components);
        eachOperation((path, method, operation) -> problems.addTo(operation, path));
        problems.write();
        dropUnused(components);
        return yaml();
    }

    private interface Visitor {

        void visit(String path, String method, ObjectNode operation);
    }

    private void eachOperation(Visitor visitor) {
        document.path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, operation) -> {
                    if (METHODS.contains(method)) {
                        visitor.visit(path, method, (ObjectNode) operation);
                    }
                }));
    }

    /** Gives a schema the fields of those that it names, beside its own. */
    private void takeFields(ObjectNode schema) {
        var names = schema.remove("x-fields-of");
        if (names == null) {
            return;
        }
        var required = new LinkedHashSet<JsonNode>();
        var own = schema.has("properties") ? schema.remove("properties") : JSON.createObjectNode();
        schema.put("type", "object");
        var properties = schema.withObject("properties");
        names.forEach(name -> {
            var base = document.at("/components/schemas/" + name.asString());
            base.path("required").forEach(required::add);
            base.path("properties").forEachEntry((field, type) -> properties.set(field, type.deepCopy()));
        });
        own.forEachEntry(properties::set);
        if (!schema.has("required")) {
            schema.withArray("required").addAll(required);
        }
        if (schema.path("required").isEmpty()) {
            schema.remove("required");
        }
    }

    /** Drops components that no call leads to: those of the other document. */
    private void dropUnused(ObjectNode components) {
        var used = new HashSet<String>();
        var open = new ArrayDeque<JsonNode>();
        open.add(document.path("paths"));
        while (!open.isEmpty()) {
            var node = open.remove();
            node.forEach(open::add);
            var name = node.asString("");
            if (name.startsWith(COMPONENTS) && used.add(name)) {
                open.add(document.at(name.substring(1)));
            }
        }
        components.forEachEntry((section, named) -> new TreeSet<>(named.propertyNames())
                .stream()
                        .filter(name ->
                                !section.equals("securitySchemes") && !used.contains(COMPONENTS + section + "/" + name))
                        .forEach(((ObjectNode) named)::remove));
    }

    private String yaml() {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setDereferenceAliases(true);
        options.setSplitLines(false);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        return new Yaml(new ReadableTexts(options), options).dump(JSON.treeToValue(document, Object.class));
    }

    /** Writes texts of several lines as such. */
    private static final class ReadableTexts extends Representer {

        ReadableTexts(DumperOptions options) {
            super(options);
        }

        @Override
        protected Node representScalar(Tag tag, String value, DumperOptions.ScalarStyle style) {
            return super.representScalar(tag, value, value.contains("\n") ? DumperOptions.ScalarStyle.LITERAL : style);
        }
    }
}
