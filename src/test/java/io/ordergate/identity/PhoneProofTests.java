package io.ordergate.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class PhoneProofTests {

    private static final String CHANGE = "/api/v1/users/me/phone";
    private static final String PASSWORD = "a long sentence for the tests";
    private static final String OTHER_PASSWORD = "quite another sentence for them";

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    private final String phone = Api.somePhone();
    private final String next = Api.somePhone();

    @Test
    void theNewNumberIsTheAccountsOnceItsCodeIsTyped() {
        var token = signedIn(phone).field("access_token");
        var session = asked(next, token);
        assertThat(session.status()).isEqualTo(202);
        assertThat(database.count("select count(*) from users where phone = $1", next))
                .isZero();
        var changed = typed(session, api.code(next), token);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.field("phone_number")).isEqualTo(next);
        assertThat(changed.json().path("phone_verified").asBoolean()).isTrue();
        var order = api.verify(api.session(next), api.code(next)).field("id");
        assertThat(api.get("/api/v1/orders/" + order, token).status())
                .as("the token in use follows the account")
                .isEqualTo(200);
    }

    @Test
    void aWrongCodeChangesNothing() {
        var token = signedIn(phone).field("access_token");
        var session = asked(next, token);
        assertThat(typed(session, Api.wrong(api.code(next)), token).status()).isEqualTo(400);
        assertThat(database.count("select count(*) from users where phone = $1", next))
                .isZero();
    }

    @Test
    void aCodeThatSomebodyElseAskedForChangesNothing() {
        var mine = signedIn(phone).field("access_token");
        var session = asked(next, mine);
        var stranger = signedIn(Api.somePhone()).field("access_token");
        assertThat(typed(session, api.code(next), stranger).field("code")).isEqualTo("invalid-session");
        assertThat(database.count("select count(*) from users where phone = $1", next))
                .isZero();
    }

    @Test
    void aNumberOfAnotherAccountIsNotTaken() {
        signedIn(next);
        var token = signedIn(phone).field("access_token");
        var refused = typed(asked(next, token), api.code(next), token);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.field("code")).isEqualTo("phone-taken");
    }

    @Test
    void aGuestHasNoNumberToChange() {
        var guest = api.verify(api.session(phone), api.code(phone)).field("access_token");
        assertThat(asked(next, guest, Map.of()).status()).isEqualTo(403);
        assertThat(api.texts(next)).isEmpty();
    }

    @Test
    void theCodeSetsANewPasswordAndEndsTheSignIns() {
        var email = "reset." + UUID.randomUUID() + "@example.org";
        api.post("/api/v1/auth/register", Map.of("name", "Ayesha", "email", email, "password", PASSWORD));
        var token = login(email, PASSWORD).field("access_token");
        typed(asked(phone, token, Map.of("current_password", PASSWORD)), api.code(phone), token);
        var session = forgot(phone);
        assertThat(session.status()).isEqualTo(202);
        assertThat(reset(session, Api.wrong(api.code(phone)), OTHER_PASSWORD).status())
                .isEqualTo(400);
        assertThat(login(email, PASSWORD).status()).isEqualTo(200);
        assertThat(reset(session, api.code(phone), OTHER_PASSWORD).status()).isEqualTo(204);
        assertThat(login(email, PASSWORD).status()).isEqualTo(401);
        assertThat(login(email, OTHER_PASSWORD).status()).isEqualTo(200);
        assertThat(asked(next, token, Map.of()).status()).as("the old sign-in").isEqualTo(401);
        assertThat(reset(session, api.code(phone), PASSWORD).field("code"))
                .as("a code is used once")
                .isEqualTo("invalid-session");
    }

    @Test
    void aPhoneWithoutAccountIsAnsweredAlikeUntilItIsProven() {
        var session = forgot(phone);
        assertThat(session.status()).isEqualTo(202);
        assertThat(reset(session, api.code(phone), PASSWORD).status()).isEqualTo(404);
    }

    private Answer signedIn(String number) {
        var session = api.post("/api/v1/auth/send-otp", Map.of("phone_number", number));
        return api.post(
                "/api/v1/auth/verify-otp",
                Map.of("session_token", session.field("session_token"), "otp", api.code(number)));
    }

    private Answer login(String email, String password) {
        return api.post("/api/v1/auth/login", Map.of("email", email, "password", password));
    }

    /** Asked by whoever has this phone now. */
    private Answer asked(String number, String token) {
        return asked(number, token, api.confirmation(phone, token));
    }

    private Answer asked(String number, String token, Map<String, Object> shown) {
        var body = new HashMap<>(shown);
        body.put("phone_number", number);
        return api.post(CHANGE, body, headers -> headers.setBearerAuth(token));
    }

    private Answer typed(Answer session, String code, String token) {
        return api.post(
                CHANGE + "/verify",
                Map.of("session_token", session.field("session_token"), "otp", code),
                headers -> headers.setBearerAuth(token));
    }

    private Answer forgot(String number) {
        return api.post("/api/v1/auth/forgot-password", Map.of("phone_number", number));
    }

    private Answer reset(Answer session, String code, String password) {
        return api.post(
                "/api/v1/auth/reset-password",
                Map.of("session_token", session.field("session_token"), "otp", code, "password", password));
    }
}
