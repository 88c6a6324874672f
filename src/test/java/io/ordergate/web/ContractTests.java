package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.ProblemCode;
import io.ordergate.testing.Contract;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.problem.ProblemHandler;
import io.ordergate.web.route.RouteIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Holds the routes, the problem codes and both documents of the contract together. */
@IntegrationTest
class ContractTests {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    @Autowired
    private RouteIndex routes;

    @Test
    void theContractHasEveryRouteAndNoOther() {
        var served = routes.all().stream()
                .map(route ->
                        route.method() + " " + route.path().getPatternString().replaceAll("\\{(\\w+):[^/]*}", "{$1}"))
                .collect(Collectors.toCollection(TreeSet::new));
        var described = new TreeSet<String>();
        Contract.all().forEach(contract -> operations(contract, (call, operation) -> described.add(call)));
        described.removeIf(call -> call.contains(" /actuator/"));
        assertThat(served).isEqualTo(described);
    }

    @Test
    void theContractHasEveryProblemCode() {
        for (var contract : Contract.all()) {
            var codes = contract.document().at("/components/schemas/Problem/properties/code/enum");
            assertThat(codes.valueStream().map(JsonNode::asString))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemCode.values())
                            .map(ProblemCode::code)
                            .toList());
        }
    }

    @Test
    void aRefusalHasTheStatusOfItsCodes() {
        for (var contract : Contract.all()) {
            operations(contract, (call, operation) -> {
                assertThat(operation.path("responses").propertyNames()).as(call).contains("500", "default");
                operation.path("responses").forEachEntry((status, response) -> resolved(contract, response)
                        .at("/content/application~1problem+json/examples")
                        .propertyNames()
                        .forEach(code ->
                                assertThat(status(code)).as(call + " " + code).hasToString(status)));
            });
        }
    }

    @Test
    void everyExampleIsAsItsSchemaSays() {
        for (var contract : Contract.all()) {
            var checked = examples(contract, "", contract.document());
            assertThat(checked).as("examples that were checked").isGreaterThan(20);
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        for (var contract : Contract.all()) {
            nodes(contract.document(), "", (pointer, node) -> {
                var reference = node.path("$ref").asString("");
                if (!reference.isEmpty()) {
                    assertThat(contract.document().at(reference.substring(1)).isMissingNode())
                            .as(pointer + ": " + reference)
                            .isFalse();
                }
            });
        }
    }

    @Test
    void everythingInThePiecesIsUsed() throws IOException {
        var pieces = new PathMatchingResourcePatternResolver().getResources("classpath:openapi/**/*.yaml");
        assertThat(pieces).hasSizeGreaterThan(15);
        for (var piece : pieces) {
            var components =
                    YAMLMapper.shared().readTree(piece.getContentAsByteArray()).path("components");
            components.forEachEntry((section, named) -> named.propertyNames().forEach(name -> {
                var pointer = "/components/" + section + "/" + name;
                assertThat(Contract.all())
                        .as(piece.getFilename() + " " + pointer)
                        .anyMatch(contract -> contract.document().at(pointer).isObject());
            }));
        }
    }

    /** Generators of clients can use the first document: it has nothing that they leave out or turn into code that fails. */
    @Test
    void clientsCanBeGenerated() {
        var contract = Contract.canonical();
        nodes(contract.document(), "", (pointer, node) -> {
            assertThat(node.path("type").isArray()).as(pointer).isFalse();
            assertThat(node.propertyNames().stream().filter(Set.of("anyOf", "oneOf", "not", "const")::contains))
                    .as(pointer)
                    .isEmpty();
            assertThat(node.path("type").asString("").equals("boolean") && node.has("enum"))
                    .as(pointer)
                    .isFalse();
            if (pointer.endsWith("/schema") || (pointer.endsWith("/items") && node.has("type"))) {
                assertThat(node.path("type").asString(""))
                        .as(pointer + " has a name")
                        .isNotEqualTo("object");
            }
        });
        var names = new ArrayList<String>();
        operations(
                contract,
                (call, operation) -> names.add(operation.path("operationId").asString("")));
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+([A-Z][a-z]+)*"));
    }

    private static int status(String code) {
        var problem = ProblemCode.valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
        return ProblemHandler.statusOf(problem.kind()).value();
    }

    private static void operations(Contract contract, BiConsumer<String, JsonNode> visitor) {
        contract.document()
                .path("paths")
                .forEachEntry((path, operations) -> operations.forEachEntry((name, operation) -> {
                    if (METHODS.contains(name)) {
                        visitor.accept(name.toUpperCase(Locale.ROOT) + " " + path, operation);
                    }
                }));
    }

    private static void nodes(JsonNode node, String pointer, BiConsumer<String, JsonNode> visitor) {
        visitor.accept(pointer, node);
        node.forEachEntry((name, child) -> {
            if (!List.of("example", "examples").contains(name)) {
                nodes(child, pointer + "/" + Contract.escaped(name), visitor);
            }
        });
        for (var index = 0; node.isArray() && index < node.size(); index++) {
            nodes(node.get(index), pointer + "/" + index, visitor);
        }
    }

    /** Goes through the document and holds each example of a media type against the schema beside it. */
    private static int examples(Contract contract, String pointer, JsonNode node) {
        var checked = 0;
        if (node.has("schema") && (node.has("example") || node.has("examples"))) {
            checked += check(contract, pointer, node);
        }
        for (var property : node.properties()) {
            checked += examples(contract, pointer + "/" + Contract.escaped(property.getKey()), property.getValue());
        }
        for (var index = 0; node.isArray() && index < node.size(); index++) {
            checked += examples(contract, pointer + "/" + index, node.get(index));
        }
        return checked;
    }

    private static int check(Contract contract, String pointer, JsonNode media) {
        var checked = 0;
        if (media.has("example")) {
            assertValid(contract, pointer, media.path("example"));
            checked++;
        }
        for (var example : media.path("examples").properties()) {
            assertValid(
                    contract, pointer, resolved(contract, example.getValue()).path("value"));
            checked++;
        }
        return checked;
    }

    private static JsonNode resolved(Contract contract, JsonNode node) {
        var reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : contract.document().at(reference.substring(1));
    }

    private static void assertValid(Contract contract, String pointer, JsonNode example) {
        assertThat(contract.validate(pointer + "/schema", example.toString()))
                .as(pointer + ": " + example)
                .isEmpty();
    }
}
