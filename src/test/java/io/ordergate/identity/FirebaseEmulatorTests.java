package io.ordergate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.PlainJWT;
import io.ordergate.identity.signin.PasswordSignIns;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.security.ClientAddress;
import java.text.ParseException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Accounts in Firebase, as its own emulator answers. */
@EnabledIf(value = "io.ordergate.identity.FirebaseEmulator#isInstalled", disabledReason = "no emulator of Firebase")
@IntegrationTest
@DirtiesContext
class FirebaseEmulatorTests {

    private static final String ME = "/api/v1/users/me";
    private static final ClientAddress ADDRESS = new ClientAddress("203.0.113.9");
    private static final FirebaseEmulator[] EMULATOR = new FirebaseEmulator[1];

    private final String email = UUID.randomUUID() + "@example.com";

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    @Autowired
    private PasswordSignIns signIns;

    @DynamicPropertySource
    static void firebase(DynamicPropertyRegistry settings) {
        EMULATOR[0] = FirebaseEmulator.start();
        settings.add("FIREBASE_PROJECT_ID", () -> FirebaseEmulator.PROJECT);
        settings.add("FIREBASE_API_KEY", () -> "any");
        settings.add("FIREBASE_AUTH_EMULATOR_HOST", () -> EMULATOR[0].host());
    }

    @AfterAll
    static void close() {
        if (EMULATOR[0] != null) {
            EMULATOR[0].close();
        }
    }

    @Test
    void whoRegistersThereHasAnAccountHere() {
        var uid = register("Rahim", email, "three blue boats");
        assertThat(uid).hasSizeGreaterThan(10);
        var token = login(email, "three blue boats");
        var me = api.get(ME, token);
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.field("name")).isEqualTo("Rahim");
        assertThat(me.field("email")).isEqualTo(email);
        assertThat(me.field("phone_number")).isEqualTo("+8801712345678");
        assertThat(database.count("select count(*) from users where email = $1", email))
                .isEqualTo(1);
        assertThat(database.count("select count(*) from users where email = $1 and password_hash is null", email))
                .as("the password stays there")
                .isEqualTo(1);
    }

    @Test
    void theOldCallsKeepTheirAccountsThere() {
        var made = api.post(
                "/api/register/",
                Map.of(
                        "username",
                        "Rahim",
                        "email",
                        email,
                        "password",
                        "three blue boats",
                        "phone_number",
                        "+8801712345678"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.field("uid")).as("Firebase's id, not ours").doesNotContain("-");
        var taken =
                api.post("/api/register/", Map.of("username", "Karim", "email", email, "password", "three blue boats"));
        assertThat(taken.status()).isEqualTo(400);
        assertThat(taken.field("error")).isNotEmpty();
        var wrong = api.post("/api/login/", Map.of("email", email, "password", "three red boats"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.field("error")).isNotEmpty();
        var token = api.post("/api/login/", Map.of("email", email, "password", "three blue boats"))
                .field("token");
        var placed = api.post(
                "/api/orders/create/",
                Map.of("item", "Notebook", "amount", 1200),
                headers -> headers.setBearerAuth(token));
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.field("amount")).isEqualTo("1200.00");
        assertThat(placed.json().at("/customer_details/name").asString()).isEqualTo("Rahim");
        assertThat(api.get("/api/orders/", token).json().get(0).path("id").asString())
                .isEqualTo(placed.field("id"));
    }

    @Test
    void whoeverWasMadeThereComesAtFirstSight() {
        EMULATOR[0].asOwner(
                "POST",
                "/identitytoolkit.googleapis.com/v1/projects/demo-otp/accounts",
                "{\"email\":\"" + email + "\",\"password\":\"three blue boats\",\"displayName\":\"Karim\"}");
        var me = api.get(ME, login(email, "three blue boats"));
        assertThat(me.field("name")).isEqualTo("Karim");
        assertThat(me.field("email")).isEqualTo(email);
    }

    @Test
    void whatFirebaseRefusesIsSaidInOurWords() {
        register("Rahim", email, "three blue boats");
        assertRefused(() -> register("Karim", email, "three blue boats"), ProblemCode.EMAIL_TAKEN);
        assertRefused(() -> register("Karim", "k" + email, "short"), ProblemCode.INVALID_REQUEST);
        assertRefused(() -> register("Karim", "no address", "three blue boats"), ProblemCode.INVALID_REQUEST);
        assertRefused(() -> login(email, "three red boats"), ProblemCode.WRONG_CREDENTIALS);
        assertRefused(() -> login("nobody" + email, "three blue boats"), ProblemCode.WRONG_CREDENTIALS);
    }

    @Test
    void whoMayNotBeToldApartIsNot() {
        register("Rahim", email, "three blue boats");
        config(true);
        try {
            assertRefused(() -> login(email, "three red boats"), ProblemCode.WRONG_CREDENTIALS);
            assertRefused(() -> login("nobody" + email, "three blue boats"), ProblemCode.WRONG_CREDENTIALS);
        } finally {
            config(false);
        }
    }

    @Test
    void anAccountThatIsDisabledThereOrHereIsRefused() {
        var uid = register("Rahim", email, "three blue boats");
        var token = login(email, "three blue boats");
        database.run("update users set active = false where email = $1", email);
        assertThat(api.get(ME, token).status()).isEqualTo(401);
        EMULATOR[0].asOwner(
                "POST",
                "/identitytoolkit.googleapis.com/v1/projects/demo-otp/accounts:update",
                "{\"localId\":\"" + uid + "\",\"disableUser\":true}");
        assertRefused(() -> login(email, "three blue boats"), ProblemCode.ACCOUNT_DEACTIVATED);
    }

    @Test
    void wrongPasswordsAreCountedHereToo() {
        register("Rahim", email, "three blue boats");
        for (var guess = 0; guess < 10; guess++) {
            assertRefused(() -> login(email, "three red boats"), ProblemCode.WRONG_CREDENTIALS);
        }
        assertRefused(() -> login(email, "three blue boats"), ProblemCode.TOO_MANY_REQUESTS);
    }

    @Test
    void aTokenOfAnotherProjectIsRefusedThoughNobodySignsAny() throws ParseException {
        register("Rahim", email, "three blue boats");
        var token = login(email, "three blue boats");
        var claims = JWTParser.parse(token).getJWTClaimsSet();
        var other = new JWTClaimsSet.Builder(claims).audience("demo-other").build();
        assertThat(api.get(ME, new PlainJWT(other).serialize()).status()).isEqualTo(401);
        var ours = new JWTClaimsSet.Builder(claims).issuer("ordergate").audience("ordergate-api");
        assertThat(api.get(ME, new PlainJWT(ours.build()).serialize()).status()).isEqualTo(401);
        assertThat(api.get(ME, token).status()).isEqualTo(200);
    }

    private static void config(boolean privacy) {
        EMULATOR[0].asOwner(
                "PATCH",
                "/emulator/v1/projects/demo-otp/config",
                "{\"emailPrivacyConfig\":{\"enableImprovedEmailPrivacy\":" + privacy + "}}");
    }

    private String register(String name, String address, String password) {
        return signIns.register(name, address, password, new PhoneNumber("+8801712345678", "BD"), ADDRESS)
                .block();
    }

    private String login(String address, String password) {
        return signIns.login(address, password, ADDRESS).block().value().value();
    }

    private static void assertRefused(Runnable call, ProblemCode code) {
        assertThatThrownBy(call::run).hasFieldOrPropertyWithValue("code", code);
    }
}
