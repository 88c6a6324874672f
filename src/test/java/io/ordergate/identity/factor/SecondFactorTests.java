package io.ordergate.identity.factor;

import static io.ordergate.identity.factor.Staff.OWN;
import static io.ordergate.identity.factor.Staff.PROOF;
import static io.ordergate.identity.factor.Staff.STAFF_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.ordergate.identity.signin.People;
import io.ordergate.identity.signin.People.Person;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;

/** Second factors where nobody must have one: who has one proves it in each sign-in. */
@IntegrationTest
@Import(People.class)
class SecondFactorTests {

    private static final String REFRESH = "/api/v1/auth/refresh";
    private static final String ORDERS = "/api/v1/orders";

    @Autowired
    private Api api;

    @Autowired
    private People people;

    @Autowired
    private Database database;

    private @Nullable Staff staff;

    @BeforeEach
    void staff() {
        staff = new Staff(people, database);
    }

    @Test
    void anAppIsEnrolledWithItsFirstCode() {
        var vendor = people.vendor();
        var begun = staff.call(HttpMethod.POST, OWN + "/totp", null, vendor.token());
        assertThat(begun.field("uri"))
                .startsWith("otpauth://totp/Ordergate:" + vendor.email().replace("@", "%40") + "?secret="
                        + begun.field("secret"));
        assertThat(begun.field("qr_svg")).startsWith("<svg ").doesNotContain("script", "style");
        assertThat(staff.show(vendor).json().path("totp").asBoolean()).isFalse();
        refused(confirm("000000", vendor), "wrong-second-factor");
        assertThat(people.get(STAFF_ONLY, vendor.token()).status())
                .as("pending is not enrolled")
                .isEqualTo(200);
        var confirmed = confirm(new App(begun.field("secret")).code(), vendor);
        assertThat(confirmed.json().path("recovery_codes")).hasSize(10);
        var shown = staff.show(vendor).json();
        assertThat(shown.path("totp").asBoolean()).isTrue();
        assertThat(shown.path("recovery_codes_left").asInt()).isEqualTo(10);
        assertThat(people.get(STAFF_ONLY, vendor.token()).status())
                .as("the first code is a proof")
                .isEqualTo(200);
        assertThat(people.events("second-factor-added", vendor.id(), vendor.id()))
                .isEqualTo(1);
        assertThat(database.count(
                        "select count(*) from second_factors where user_id = $1 and position($2 in encode(totp_secret, 'escape')) > 0",
                        vendor.id(),
                        begun.field("secret")))
                .isZero();
    }

    @Test
    void ofManyWhoConfirmAtOnceOneDoes() {
        var vendor = people.vendor();
        var begun = staff.call(HttpMethod.POST, OWN + "/totp", null, vendor.token());
        var code = new App(begun.field("secret")).code();
        var answers = Api.atOnce(Collections.nCopies(
                20, people.call(HttpMethod.POST, OWN + "/totp/confirm", Map.of("code", code), vendor.token())));
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(database.count("select count(*) from recovery_codes where user_id = $1", vendor.id()))
                .isEqualTo(10);
    }

    @Test
    void anotherSignInProvesItBeforeItDoesAnythingForTheShop() {
        var enrolled = staff.enrolled(people.vendor());
        var again = people.again(enrolled.person());
        for (var path : List.of(STAFF_ONLY, ORDERS, "/orders", "/api/orders", "/api/v1/users/me/sessions")) {
            var refused = people.get(path, again.token());
            refused(refused, "second-factor-required");
            assertThat(refused.json().path("methods").valueStream().map(name -> name.asString()))
                    .containsExactly("totp", "recovery_code");
        }
        refused(people.put(Map.of("name", "Mallory"), again), "second-factor-required");
        refused(people.erase(again, null), "second-factor-required");
        assertThat(api.opening(ORDERS + "/stream", again.token())).isEqualTo(403);
        assertThat(people.get(People.ME, again.token()).status())
                .as("who one is, is told")
                .isEqualTo(200);
        assertThat(staff.call(HttpMethod.POST, PROOF + "/options", null, again.token())
                        .json()
                        .path("methods"))
                .hasSize(2);

        var proven = staff.prove(enrolled.app(), again);
        assertThat(proven.status()).as(proven.body()).isEqualTo(200);
        assertThat(people.get(STAFF_ONLY, proven.field("access_token")).status())
                .isEqualTo(200);
        assertThat(people.get(STAFF_ONLY, again.token()).status())
                .as("the sign-in has proven it, whichever of its tokens comes")
                .isEqualTo(200);
        var at = factorAt(proven);
        var refreshed = refresh(proven.field("refresh_token"));
        assertThat(factorAt(refreshed)).isEqualTo(at).isPositive();
        assertThat(people.events("second-factor-proven", again.id(), again.id()))
                .isEqualTo(1);
        assertThat(people.get("/api/v1/users/me/sessions", again.token())
                        .json()
                        .path("items")
                        .valueStream()
                        .filter(session -> session.has("second_factor_at")))
                .hasSize(2);
    }

    @Test
    void whenTheAnswerIsLostARefreshGetsTheSameTokens() {
        var enrolled = staff.enrolled(people.vendor());
        var again = people.again(enrolled.person());
        var lost = staff.prove(enrolled.app(), again).field("refresh_token");
        var refreshed = refresh(again.refreshToken());
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.field("refresh_token")).isEqualTo(lost);
        assertThat(refresh(lost).status()).isEqualTo(200);
    }

    @Test
    void ofManyWithOneCodeOneIsIn() {
        var enrolled = staff.enrolled(people.admin());
        var thieves = Collections.nCopies(20, enrolled.person()).stream()
                .map(people::again)
                .toList();
        var code = Map.of("totp_code", enrolled.app().code());
        var answers = Api.atOnce(
                thieves.stream().map(thief -> staff.proving(code, thief)).toList());
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers).extracting(Answer::status).containsOnly(200, 403, 429);
        assertThat(thieves.stream()
                        .map(thief -> people.get(STAFF_ONLY, thief.token()).status())
                        .filter(status -> status == 200))
                .hasSize(1);
    }

    @Test
    void aCodeCountsOnceAndSoDoesTheOneBeforeIt() {
        var enrolled = staff.enrolled(people.vendor());
        var next = Map.of("totp_code", enrolled.app().code(1));
        assertThat(staff.prove(next, enrolled.person()).status()).isEqualTo(200);
        refused(staff.prove(next, enrolled.person()), "wrong-second-factor");
        refused(staff.prove(enrolled.app(), enrolled.person()), "wrong-second-factor");
        assertThat(people.events(
                        "second-factor-failed",
                        enrolled.person().id(),
                        enrolled.person().id()))
                .isEqualTo(2);
    }

    @Test
    void codesOfOneStepBeforeAndAfterAreAcceptedAndNoOthers() {
        var enrolled = staff.enrolled(people.vendor());
        for (var step : List.of(-3, 3)) {
            refused(
                    staff.prove(Map.of("totp_code", enrolled.app().code(step)), enrolled.person()),
                    "wrong-second-factor");
        }
        assertThat(staff.prove(Map.of("totp_code", enrolled.app().code(1)), enrolled.person())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void afterManyWrongCodesTheRightOneIsNotAcceptedForAWhile() {
        var enrolled = staff.enrolled(people.admin());
        var person = enrolled.person();
        failures(person, 16, "1 day");
        var wrong = Map.of("totp_code", Api.wrong(enrolled.app().code()));
        var answers = Api.atOnce(Collections.nCopies(20, staff.proving(wrong, person)));
        assertThat(answers).extracting(Answer::status).containsOnly(403, 429);
        assertThat(database.count("select failures from second_factors where user_id = $1", person.id()))
                .as("one was counted, and then came the pause")
                .isEqualTo(17);
        var paused = staff.prove(enrolled.app(), person);
        assertThat(paused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(paused.header("Retry-After"))).isBetween(3000, 3600);
        assertThat(staff.prove(Map.of("recovery_code", enrolled.recoveryCodes().get(0)), person)
                        .status())
                .as("nor is a recovery code")
                .isEqualTo(429);
        failures(person, 17, "61 minutes");
        assertThat(staff.prove(enrolled.app(), person).status()).isEqualTo(200);
        assertThat(database.count("select failures from second_factors where user_id = $1", person.id()))
                .isZero();
    }

    @Test
    void afterAHundredWrongCodesOneADayIsLeft() {
        var enrolled = staff.enrolled(people.admin());
        failures(enrolled.person(), 100, "23 hours");
        assertThat(staff.prove(enrolled.app(), enrolled.person()).status()).isEqualTo(429);
        failures(enrolled.person(), 100, "25 hours");
        refused(
                staff.prove(Map.of("totp_code", Api.wrong(enrolled.app().code())), enrolled.person()),
                "wrong-second-factor");
        assertThat(staff.prove(enrolled.app(), enrolled.person()).status()).isEqualTo(429);
    }

    @Test
    void aRecoveryCodeCountsOnce() {
        var enrolled = staff.enrolled(people.admin());
        var thieves = Collections.nCopies(20, enrolled.person()).stream()
                .map(people::again)
                .toList();
        var code = enrolled.recoveryCodes().get(3);
        var answers = Api.atOnce(thieves.stream()
                .map(thief -> staff.proving(Map.of("recovery_code", code), thief))
                .toList());
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(database.count(
                        "select count(*) from recovery_codes where user_id = $1 and used_at is null",
                        enrolled.person().id()))
                .isEqualTo(9);
        failures(enrolled.person(), 0, "1 day");
        var another = enrolled.recoveryCodes().get(4).replace("-", "").toUpperCase(java.util.Locale.ROOT);
        assertThat(staff.prove(Map.of("recovery_code", another), enrolled.person())
                        .status())
                .as("without dashes, in capitals")
                .isEqualTo(200);
        refused(staff.prove(Map.of("recovery_code", "aaaa-aaaa-aaaa-aaaa"), enrolled.person()), "wrong-second-factor");
    }

    @Test
    void newRecoveryCodesReplaceTheOldOnes() {
        var enrolled = staff.enrolled(people.vendor());
        var person = enrolled.person();
        var fresh = staff.call(HttpMethod.POST, OWN + "/recovery-codes", null, person.token())
                .json()
                .path("recovery_codes");
        refused(staff.prove(Map.of("recovery_code", enrolled.recoveryCodes().get(0)), person), "wrong-second-factor");
        assertThat(staff.prove(Map.of("recovery_code", fresh.get(0).asString()), person)
                        .status())
                .isEqualTo(200);
        staff.proveLongAgo(person);
        refused(
                staff.call(HttpMethod.POST, OWN + "/recovery-codes", null, person.token()),
                "fresh-second-factor-required");
    }

    @Test
    void whatMovesMoneyRolesSecretsAndPricesNeedsAFreshProof() {
        var enrolled = staff.enrolled(people.admin());
        var admin = enrolled.person();
        var customer = people.customer();
        staff.proveLongAgo(admin);
        assertThat(people.get(STAFF_ONLY, admin.token()).status()).isEqualTo(200);
        var order = ORDERS + "/" + customer.id();
        refused(call(HttpMethod.POST, order + "/refund", admin), "fresh-second-factor-required");
        refused(call(HttpMethod.POST, order + "/refunds/recorded", admin), "fresh-second-factor-required");
        refused(
                call(HttpMethod.POST, "/api/v1/payments/flagged/" + customer.id() + "/resolve", admin),
                "fresh-second-factor-required");
        refused(people.patch(customer, Map.of("role", "vendor"), admin), "fresh-second-factor-required");
        refused(call(HttpMethod.POST, "/api/v1/webhooks/endpoints", admin), "fresh-second-factor-required");
        refused(call(HttpMethod.POST, "/api/v1/invitations", admin), "fresh-second-factor-required");
        refused(
                call(HttpMethod.POST, "/api/v1/webhooks/endpoints/" + customer.id() + "/rotate", admin),
                "fresh-second-factor-required");
        refused(call(HttpMethod.PUT, "/api/v1/prices", admin), "fresh-second-factor-required");
        refused(call(HttpMethod.DELETE, "/api/v1/prices/bk-1", admin), "fresh-second-factor-required");
        refused(call(HttpMethod.DELETE, customer.path() + "/second-factor", admin), "fresh-second-factor-required");
        refused(call(HttpMethod.DELETE, OWN + "/totp", admin), "fresh-second-factor-required");
        refused(call(HttpMethod.POST, OWN + "/totp", admin), "fresh-second-factor-required");
        assertThat(staff.prove(enrolled.app(), admin).status()).isEqualTo(200);
        assertThat(people.patch(customer, Map.of("role", "vendor"), admin).status())
                .isEqualTo(200);
    }

    @Test
    void whoOnlyKnowsThePasswordCannotEnrolOrRemoveAnything() {
        var enrolled = staff.enrolled(people.admin());
        var thief = people.again(enrolled.person());
        for (var path : List.of("/totp", "/totp/confirm", "/recovery-codes")) {
            refused(call(HttpMethod.POST, OWN + path, thief), "second-factor-required");
        }
        refused(call(HttpMethod.DELETE, OWN + "/totp", thief), "second-factor-required");
    }

    @Test
    void theFirstFactorNeedsASignInOfTheLastMinutes() {
        var vendor = people.vendor();
        database.run(
                "update refresh_families set created_at = now() - interval '11 minutes' where user_id = $1",
                vendor.id());
        refused(call(HttpMethod.POST, OWN + "/totp", vendor), "sign-in-again");
    }

    @Test
    void aSignInThatActsAsACustomersEnrolsNothing() {
        var vendor = people.vendor();
        database.run("update refresh_families set limited = true where user_id = $1", vendor.id());
        refused(call(HttpMethod.POST, OWN + "/totp", vendor), "password-too-short");
        refused(call(HttpMethod.POST, OWN + "/totp", people.customer()), "forbidden");
    }

    @Test
    void withoutTheAppNothingIsProvenAnyMore() {
        var enrolled = staff.enrolled(people.vendor());
        var person = enrolled.person();
        assertThat(call(HttpMethod.DELETE, OWN + "/totp", person).status()).isEqualTo(204);
        assertThat(call(HttpMethod.DELETE, OWN + "/totp", person).status()).isEqualTo(404);
        assertThat(people.get(STAFF_ONLY, people.again(person).token()).status())
                .isEqualTo(200);
        assertThat(database.count("select count(*) from recovery_codes where user_id = $1", person.id()))
                .isZero();
        staff.enrolled(person);
        refused(people.get(STAFF_ONLY, people.again(person).token()), "second-factor-required");
    }

    @Test
    void anAdminRemovesTheFactorsOfSomebodyWhoHasLostThem() {
        var lost = staff.enrolled(people.admin()).person();
        var admin = staff.enrolled(people.admin()).person();
        var path = lost.path() + "/second-factor";
        var answers = Api.atOnce(Collections.nCopies(10, people.call(HttpMethod.DELETE, path, null, admin.token())));
        assertThat(answers).filteredOn(answer -> answer.status() == 204).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() == 404).hasSize(9);
        assertThat(people.events("second-factor-reset", admin.id(), lost.id())).isEqualTo(1);
        assertThat(people.get(People.ME, lost.token()).status())
                .as("its sign-ins have ended")
                .isEqualTo(401);
        assertThat(refresh(lost.refreshToken()).status()).isEqualTo(401);
        assertThat(staff.show(people.again(lost)).json().path("totp").asBoolean())
                .isFalse();
    }

    @Test
    void aDemotionKeepsTheFactorAndAPromotionAsksForIt() {
        var person = staff.enrolled(people.vendor()).person();
        var again = people.again(person);
        database.run("update users set role = 'customer' where id = $1", person.id());
        assertThat(people.get(ORDERS, again.token()).status())
                .as("customers need none")
                .isEqualTo(200);
        database.run("update users set role = 'admin' where id = $1", person.id());
        refused(people.get(ORDERS, again.token()), "second-factor-required");
    }

    @Test
    void anErasureRemovesIt() {
        var person = staff.enrolled(people.vendor()).person();
        assertThat(people.erase(person, Map.of("current_password", People.PASSWORD))
                        .status())
                .isEqualTo(204);
        assertThat(database.count(
                        "select count(*) from second_factors s full join recovery_codes r on r.user_id = s.user_id"
                                + " where coalesce(s.user_id, r.user_id) = $1",
                        person.id()))
                .isZero();
    }

    @Test
    void aNewPasswordKeepsIt() {
        var person = staff.enrolled(people.vendor()).person();
        var changed = people.put(
                Map.of("password", "seven green kites at dawn", "current_password", People.PASSWORD), person);
        assertThat(changed.status()).isEqualTo(200);
        refused(people.get(STAFF_ONLY, people.again(person).token()), "second-factor-required");
    }

    @Test
    void aSignInByCodeOfStaffWithoutAPasswordProvesItToo() {
        var person = people.withoutPassword();
        database.run("update users set role = 'vendor' where id = $1", person.id());
        var app = staff.enrolled(person).app();
        var phone = String.valueOf(person.phone());
        var sent = api.post("/api/v1/auth/send-otp", Map.of("phone_number", phone));
        var tokens = api.post(
                "/api/v1/auth/verify-otp",
                Map.of("session_token", sent.field("session_token"), "otp", api.code(phone)));
        refused(people.get(STAFF_ONLY, tokens.field("access_token")), "second-factor-required");
        var proven = staff.call(HttpMethod.POST, PROOF, Map.of("totp_code", app.code()), tokens.field("access_token"));
        assertThat(people.get(STAFF_ONLY, proven.field("access_token")).status())
                .isEqualTo(200);
    }

    @Test
    void aResetOfThePasswordKeepsIt() {
        var person = people.customer();
        database.run("update users set role = 'vendor' where id = $1", person.id());
        staff.enrolled(person);
        database.run("update users set role = 'customer' where id = $1", person.id());
        var phone = String.valueOf(person.phone());
        var sent = api.post("/api/v1/auth/forgot-password", Map.of("phone_number", phone));
        var reset = api.post(
                "/api/v1/auth/reset-password",
                Map.of(
                        "session_token",
                        sent.field("session_token"),
                        "otp",
                        api.code(phone),
                        "password",
                        "seven green kites at dawn"));
        assertThat(reset.status()).as(reset.body()).isEqualTo(204);
        database.run("update users set role = 'vendor' where id = $1", person.id());
        refused(people.get(STAFF_ONLY, people.again(person).token()), "second-factor-required");
    }

    private Answer confirm(String code, Person person) {
        return staff.call(HttpMethod.POST, OWN + "/totp/confirm", Map.of("code", code), person.token());
    }

    private Answer call(HttpMethod method, String path, Person person) {
        return staff.call(method, path, HttpMethod.DELETE.equals(method) ? null : Map.of(), person.token());
    }

    private Answer refresh(String token) {
        return api.post(REFRESH, Map.of("refresh_token", token));
    }

    private void failures(Person person, int failures, String ago) {
        database.run(
                "update second_factors set failures = $1, failed_at = now() - $2::interval where user_id = $3",
                failures,
                ago,
                person.id());
    }

    private static long factorAt(Answer tokens) {
        try {
            return SignedJWT.parse(tokens.field("access_token"))
                    .getJWTClaimsSet()
                    .getLongClaim("factor_at");
        } catch (java.text.ParseException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static void refused(Answer answer, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.field("code")).isEqualTo(code);
    }
}
