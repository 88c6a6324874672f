package io.ordergate.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class AccountTests {

    private static final String PASSWORD = "a long sentence for the tests";

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    private final String email = "Ayesha." + UUID.randomUUID() + "@Example.org";

    @Test
    void aNewAccountIsACustomerWhateverItAsksFor() {
        var body = new HashMap<>(form());
        body.put("role", "admin");
        body.put("active", false);
        body.put("phone_number", "+8801700000001");
        var made = api.post("/api/v1/auth/register", body);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/api/v1/users/" + made.field("id"));
        assertThat(made.field("role")).isEqualTo("customer");
        assertThat(made.json().path("active").asBoolean()).isTrue();
        assertThat(made.json().path("phone_verified").asBoolean()).isFalse();
        assertThat(made.field("phone_number")).isEqualTo("+8801700000001");
        assertThat(made.body()).doesNotContain("password");
    }

    @Test
    void aClaimedPhoneOpensNothing() {
        var phone = Api.somePhone();
        var order = api.verify(api.session(phone), api.code(phone)).field("id");
        var body = new HashMap<>(form());
        body.put("phone_number", phone);
        api.post("/api/v1/auth/register", body);
        assertThat(api.get("/api/v1/orders/" + order, login(email, PASSWORD).field("access_token"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void addressesAreUniqueWithoutRegardToCaseAlsoAtOnce() {
        var answers = Api.atOnce(Collections.nCopies(10, api.posting("/api/v1/auth/register", form(), headers -> {})));
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() != 201).allMatch(answer -> answer.field("code")
                .equals("email-taken"));
        var other = new HashMap<>(form());
        other.put("email", email.toUpperCase(java.util.Locale.ROOT));
        assertThat(api.post("/api/v1/auth/register", other).status()).isEqualTo(409);
    }

    @Test
    void everyWrongFieldIsListed() {
        var refused = api.post("/api/v1/auth/register", Map.of("name", " ", "email", "nobody", "password", "short"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("errors").valueStream().map(error -> error.path("field")
                        .asString()))
                .containsExactly("email", "name", "password");
        assertThat(refused.body()).doesNotContain("short\"");
    }

    @Test
    void theRightPasswordSignsInAndTheAddressMayBeTypedInAnyCase() {
        register();
        var tokens = login(email.toLowerCase(java.util.Locale.ROOT), PASSWORD);
        assertThat(tokens.status()).isEqualTo(200);
        assertThat(tokens.field("token_type")).isEqualTo("Bearer");
        assertThat(tokens.json().path("expires_in").asInt()).isEqualTo(900);
        assertThat(api.get("/api/v1/orders/018f0000-0000-7000-8000-000000000000", tokens.field("access_token"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aWrongPasswordAndAnUnknownAddressLookTheSame() {
        register();
        var wrong = login(email, "another sentence");
        var unknown = login("nobody." + email, PASSWORD);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.field("code")).isEqualTo("wrong-credentials");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(without(unknown, "request_id")).isEqualTo(without(wrong, "request_id"));
    }

    @Test
    void theTenthWrongPasswordIsTheLastAndOtherAccountsAreNotConcerned() {
        register();
        for (var guess = 0; guess < 10; guess++) {
            assertThat(login(email, "wrong " + guess).status()).isEqualTo(401);
        }
        var refused = login(email, PASSWORD);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        assertThat(login("other." + email, PASSWORD).status()).isEqualTo(401);
    }

    @Test
    void rightPasswordsAreNotCounted() {
        register();
        for (var turn = 0; turn < 12; turn++) {
            assertThat(login(email, PASSWORD).status()).isEqualTo(200);
        }
    }

    @Test
    void aDeactivatedAccountIsToldSoOnlyWithTheRightPassword() {
        register();
        database.run("update users set active = false where lower(email) = lower($1)", email);
        assertThat(login(email, PASSWORD).field("code")).isEqualTo("account-deactivated");
        assertThat(login(email, "another sentence").field("code")).isEqualTo("wrong-credentials");
    }

    @Test
    void signInsLeaveATrace() {
        register();
        login(email, PASSWORD);
        login(email, "another sentence");
        assertThat(database.rows(
                        "select event from security_events e join users u on u.id = e.subject_id"
                                + " where lower(u.email) = lower($1) order by e.id",
                        email))
                .extracting(row -> row.get("event"))
                .containsExactly("registered", "login", "login-failed");
    }

    private void register() {
        assertThat(api.post("/api/v1/auth/register", form()).status()).isEqualTo(201);
    }

    private Map<String, Object> form() {
        return Map.of("name", "Ayesha Rahman", "email", email, "password", PASSWORD);
    }

    private Answer login(String address, String password) {
        return api.post("/api/v1/auth/login", Map.of("email", address, "password", password));
    }

    private static String without(Answer answer, String field) {
        return answer.body().replaceAll("\"" + field + "\":\"[^\"]*\"", "");
    }
}
