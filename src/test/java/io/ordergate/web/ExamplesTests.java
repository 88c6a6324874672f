package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Contract;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** Every body that the contract shows is sent as it is written there. */
@IntegrationTest
class ExamplesTests {

    /** Names that only the service gives; an example of one is understood, and not honoured. */
    private static final Set<String> GIVEN = Set.of(
            "totp_code",
            "recovery_code",
            "passkey",
            "credential",
            "session_token",
            "refresh_token",
            "razorpay_payment_id");

    private static final List<Integer> NOT_UNDERSTOOD = List.of(400, 405, 406, 413, 415);

    /** Of calls that are refused with 400, and were understood all the same. */
    private static final List<String> UNDERSTOOD =
            List.of("wrong-code", "is needed, since the account", "Another account has this address");

    private final Api api;
    private final Accounts accounts;
    private final Database database;

    @Autowired
    ExamplesTests(Api api, Accounts accounts, Database database) {
        this.api = api;
        this.accounts = accounts;
        this.database = database;
    }

    /** One of the examples makes an endpoint, which would be sent the messages of all tests after these, in vain. */
    @AfterEach
    void end() {
        database.run("delete from webhook_endpoints");
    }

    private record Example(HttpMethod method, String path, JsonNode operation, MediaType type, JsonNode body) {

        /** Whether it needs nothing that comes from an answer to another call. */
        boolean standsAlone() {
            return GIVEN.stream().noneMatch(body::has)
                    && !path.contains("webhooks/")
                    && !path.endsWith("login")
                    && !path.contains("/payment")
                    && !path.endsWith("/refund");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @TestFactory
    Stream<DynamicTest> anExampleIsUnderstood() {
        return examples().stream()
                .filter(example -> example.type().isCompatibleWith(MediaType.APPLICATION_JSON))
                .map(example -> dynamicTest(example.toString(), () -> {
                    var answer = send(example);
                    var understood = UNDERSTOOD.stream().anyMatch(answer.body()::contains);
                    if (!understood) {
                        assertThat(answer.status()).as(answer.body()).isNotIn(NOT_UNDERSTOOD);
                    }
                    if (!understood && example.standsAlone()) {
                        assertThat(answer.status()).as(answer.body()).isIn(200, 201, 202, 204, 404, 409, 422, 429);
                    }
                }));
    }

    /** One of the examples stops them. */
    private void textsAreSentAgain() {
        api.call(HttpMethod.PUT, "/api/v1/sms/guard", "{\"enabled\": true}", headers -> {
                    headers.setContentType(MediaType.APPLICATION_JSON);
                    headers.setBearerAuth(accounts.admin());
                })
                .block();
    }

    @Test
    void everyBodyHasAnExample() {
        var without = new ArrayList<String>();
        operations((path, method, operation) -> operation
                .at("/requestBody/content")
                .forEachEntry((type, media) -> {
                    if (!media.has("example") && !media.has("examples")) {
                        without.add(method + " " + path + " " + type);
                    }
                }));
        assertThat(without).isEmpty();
    }

    private Answer send(Example example) {
        var admin = accounts.admin();
        var order = example.path().contains("/orders/{id}")
                ? api.post("/api/v1/orders", Api.someOrder(Api.somePhone()), all -> all.setBearerAuth(admin))
                        .field("id")
                : UUID.randomUUID().toString();
        var path = example.path()
                .replace("/users/{id}", "/users/" + accounts.account("customer").id())
                .replace("{id}", order)
                .replace("{refund}", order)
                .replaceAll("\\{\\w+}", "some");
        var answer = Api.answer(api.call(example.method(), path, example.body().toString(), headers -> {
            headers.setContentType(example.type());
            if (example.path().endsWith("/recorded")) {
                headers.set("Idempotency-Key", order);
            }
            if (example.operation().has("security")) {
                headers.setBearerAuth(admin);
            }
        }));
        if (path.endsWith("/sms/guard")) {
            textsAreSentAgain();
        }
        return answer;
    }

    private static List<Example> examples() {
        var found = new ArrayList<Example>();
        operations((path, method, operation) -> operation
                .at("/requestBody/content")
                .forEachEntry((type, media) -> bodies(media)
                        .forEach(body -> found.add(new Example(
                                HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)),
                                path,
                                operation,
                                MediaType.valueOf(type),
                                body)))));
        return found;
    }

    private static List<JsonNode> bodies(JsonNode media) {
        var bodies = new ArrayList<JsonNode>();
        if (media.has("example")) {
            bodies.add(media.path("example"));
        }
        media.path("examples").forEach(example -> bodies.add(example.path("value")));
        return bodies;
    }

    private interface Visitor {

        void visit(String path, String method, JsonNode operation);
    }

    private static void operations(Visitor visitor) {
        Contract.all().forEach(contract -> contract.document()
                .path("paths")
                .forEachEntry((path, operations) -> operations.forEachEntry((method, operation) -> {
                    if (operation.has("requestBody")) {
                        visitor.visit(path, method, operation);
                    }
                })));
    }
}
