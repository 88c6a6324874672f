package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.ProblemCode;
import io.ordergate.testing.Contract;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.route.RouteIndex;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Holds the routes and openapi.yaml together. */
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
        Contract.document()
                .path("paths")
                .forEachEntry((path, operations) -> operations.propertyNames().forEach(name -> {
                    if (METHODS.contains(name) && !path.startsWith("/actuator/")) {
                        described.add(name.toUpperCase(java.util.Locale.ROOT) + " " + path);
                    }
                }));
        assertThat(served).isEqualTo(described);
    }

    @Test
    void theContractHasEveryProblemCode() {
        var codes = Contract.document().at("/components/schemas/Problem/properties/code/enum");
        assertThat(codes.valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::code)
                        .toList());
    }

    @Test
    void everyExampleIsAsItsSchemaSays() {
        var checked = examples("", Contract.document());
        assertThat(checked).as("examples that were checked").isGreaterThan(10);
    }

    /** Goes through the document and holds each example of a media type against the schema beside it. */
    private static int examples(String pointer, JsonNode node) {
        var checked = 0;
        if (node.has("schema") && (node.has("example") || node.has("examples"))) {
            checked += check(pointer, node);
        }
        for (var property : node.properties()) {
            checked += examples(pointer + "/" + Contract.escaped(property.getKey()), property.getValue());
        }
        for (var index = 0; node.isArray() && index < node.size(); index++) {
            checked += examples(pointer + "/" + index, node.get(index));
        }
        return checked;
    }

    private static int check(String pointer, JsonNode media) {
        var checked = 0;
        if (media.has("example")) {
            assertValid(pointer, media.path("example"));
            checked++;
        }
        for (var example : media.path("examples").properties()) {
            assertValid(pointer, resolved(example.getValue()).path("value"));
            checked++;
        }
        return checked;
    }

    private static JsonNode resolved(JsonNode example) {
        var reference = example.path("$ref").asString("");
        return reference.isEmpty() ? example : Contract.document().at(reference.substring(1));
    }

    private static void assertValid(String pointer, JsonNode example) {
        assertThat(Contract.validate(pointer + "/schema", example.toString()))
                .as(pointer + ": " + example)
                .isEmpty();
    }
}
