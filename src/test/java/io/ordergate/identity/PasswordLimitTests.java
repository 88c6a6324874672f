package io.ordergate.identity;

import static io.ordergate.identity.signin.People.ME;
import static io.ordergate.identity.signin.People.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.identity.signin.People;
import io.ordergate.identity.signin.People.Person;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;

/** Guessing passwords through many addresses, and which passwords do. */
@IntegrationTest
@Import(People.class)
@TestPropertySource(properties = "ordergate.web.trusted-proxies=127.0.0.1")
class PasswordLimitTests {

    private static final String LOGIN = "/api/v1/auth/login";
    private static final String REGISTER = "/api/v1/auth/register";
    private static final String WRONG = "whatever it may be";
    private static final String SHORT = "q7!fVd2m";
    private static final String HOME = "203.0.113.7";

    @Autowired
    private People people;

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    private int addresses;

    @RepeatedTest(2)
    void wrongOnesThroughManyAddressesAtOnceAreCountedOneByOne() {
        var person = people.customer();
        var answers = Api.atOnce(IntStream.range(0, 8)
                .mapToObj(index -> login(person.email(), WRONG, somewhere()))
                .toList());
        assertThat(answers).allMatch(answer -> answer.field("code").equals("wrong-credentials"));
        assertThat(failures(person)).isEqualTo(8);
    }

    @RepeatedTest(2)
    void ofManyGuessesAtOnceOneIsCountedAndTheRestWait() {
        var person = people.customer();
        failed(person, 60, "2 hours");
        Api.atOnce(IntStream.range(0, 20)
                .mapToObj(index -> login(person.email(), WRONG, somewhere()))
                .toList());
        assertThat(failures(person)).isEqualTo(61);
        var right = signIn(person.email(), PASSWORD, somewhere());
        refused(right, 401, "wrong-credentials");
        assertThat(failures(person)).as("what is not compared is not counted").isEqualTo(61);
        failed(person, 61, "2 hours");
        assertThat(signIn(person.email(), PASSWORD, somewhere()).status()).isEqualTo(200);
        assertThat(failures(person)).as("a right one begins anew").isZero();
    }

    @Test
    void tenAreFreeAndTheWaitsGrow() {
        var person = people.customer();
        failed(person, 9, "0 seconds");
        assertThat(signIn(person.email(), PASSWORD, somewhere()).status()).isEqualTo(200);
        for (var row : List.of(List.of(29, 8), List.of(39, 32), List.of(49, 128), List.of(99, 3600))) {
            var soon = Math.max(1, row.get(1) - 20); // a busy machine takes some seconds by itself
            failed(person, row.get(0), soon + " seconds");
            refused(signIn(person.email(), PASSWORD, somewhere()), 401, "wrong-credentials");
            failed(person, row.get(0), row.get(1) + 1 + " seconds");
            assertThat(signIn(person.email(), PASSWORD, somewhere()).status())
                    .as("after %s", row)
                    .isEqualTo(200);
        }
    }

    @Test
    void afterAHundredOnlyACodeOrANewPasswordOpensAndStrangersSeeNoDifference() {
        var person = people.customer();
        failed(person, 99, "2 hours");
        signIn(person.email(), WRONG, somewhere());
        assertThat(failures(person)).isEqualTo(100);
        failed(person, 100, "400 days");
        var locked = signIn(person.email(), PASSWORD, somewhere());
        var unknown = signIn("nobody." + person.email(), PASSWORD, somewhere());
        refused(locked, 401, "wrong-credentials");
        assertThat(without(locked)).isEqualTo(without(unknown));
        assertThat(locked.headers().headerNames()).isEqualTo(unknown.headers().headerNames());

        var session = api.post("/api/v1/auth/send-otp", Map.of("phone_number", phone(person)))
                .field("session_token");
        assertThat(api.post("/api/v1/auth/verify-otp", Map.of("session_token", session, "otp", api.code(phone(person))))
                        .status())
                .as("a code")
                .isEqualTo(200);
        reset(person, WRONG + " now");
        assertThat(signIn(person.email(), WRONG + " now", somewhere()).status())
                .as("a new password")
                .isEqualTo(200);
    }

    @Test
    void whereAnOwnerHasSignedInBeforeStrangersDoNotKeepThemOut() {
        var person = people.customer();
        assertThat(signIn(person.email(), PASSWORD, HOME).status()).isEqualTo(200);
        failed(person, 100, "1 minute");
        refused(signIn(person.email(), PASSWORD, somewhere()), 401, "wrong-credentials");
        assertThat(signIn(person.email(), PASSWORD, HOME).status()).isEqualTo(200);
    }

    @Test
    void anAccountWithoutAPhoneKeepsOneGuessADay() {
        var person = people.vendor();
        failed(person, 100, "23 hours");
        refused(signIn(person.email(), PASSWORD, somewhere()), 401, "wrong-credentials");
        failed(person, 100, "25 hours");
        assertThat(signIn(person.email(), PASSWORD, somewhere()).status()).isEqualTo(200);
    }

    /** They cannot sign in or be given a password by text, so a stranger must not lock them out for good. */
    @Test
    void staffWithAPhoneKeepOneGuessADay() {
        var person = people.customer();
        var password = "fifteen chars at least";
        assertThat(people.put(Map.of("password", password, "current_password", PASSWORD), person)
                        .status())
                .isEqualTo(200);
        database.run("update users set role = 'admin' where id = $1", person.id());
        failed(person, 100, "25 hours");
        assertThat(signIn(person.email(), password, somewhere()).status()).isEqualTo(200);
    }

    /** Signing in and changing the password at once, again and again: the old one leaves no sign-in behind. */
    @RepeatedTest(5)
    void aPasswordThatIsReplacedMeanwhileOpensNothing() {
        var person = people.customer();
        var change = people.call(
                HttpMethod.PUT, ME, Map.of("password", WRONG + " now", "current_password", PASSWORD), person.token());
        var logins = IntStream.range(0, 8).mapToObj(index -> login(person.email(), PASSWORD, HOME));
        var answers = Api.atOnce(Stream.concat(logins, Stream.of(change)).toList());
        assertThat(answers).extracting(Answer::status).isSubsetOf(200, 401);
        assertThat(answers.stream()
                        .map(answer -> answer.json().path("access_token").asString(""))
                        .filter(token -> !token.isEmpty())
                        .map(token -> api.get(ME, token).status()))
                .allMatch(status -> status == 401);
        assertThat(signIn(person.email(), WRONG + " now", HOME).status()).isEqualTo(200);
    }

    @Test
    void guessesWithABorrowedTokenCountTogetherWithThoseAtTheDoor() {
        var person = people.customer();
        database.run(
                "insert into password_failures (user_id, known, failures, at) values ($1, true, 100, now())",
                person.id());
        var body = Map.<String, Object>of("email", "new-" + person.email(), "current_password", PASSWORD);
        refused(people.put(body, person), 403, "wrong-password");
        assertThat(people.put(people.confirmed(person, Map.of("email", "new-" + person.email())), person)
                        .status())
                .as("a code still confirms")
                .isEqualTo(200);
    }

    @Test
    void customersNeedEightCharactersAndStaffFifteen() {
        var customer = people.customer();
        assertThat(people.put(Map.of("password", SHORT, "current_password", PASSWORD), customer)
                        .status())
                .isEqualTo(200);
        for (var person : List.of(people.vendor(), people.admin())) {
            var refused = people.put(Map.of("password", "fourteen chars", "current_password", PASSWORD), person);
            refused(refused, 400, "invalid-request");
            assertThat(refused.body()).contains("\"field\":\"password\"", "must have at least 15 characters");
            assertThat(people.put(Map.of("password", "fifteen chars ok", "current_password", PASSWORD), person)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoBecomesStaffWithAShortPasswordActsAsACustomerUntilItIsLonger() {
        var email = "short." + UUID.randomUUID() + "@example.org";
        assertThat(api.post(REGISTER, Map.of("name", "A", "email", email, "password", SHORT))
                        .status())
                .isEqualTo(201);
        var before = signIn(email, SHORT, HOME).field("access_token");
        database.run("update users set role = 'admin' where email = $1", email);
        var after = signIn(email, SHORT, HOME).field("access_token");
        for (var token : List.of(before, after)) {
            refused(api.get("/api/v1/users", token), 403, "password-too-short");
            assertThat(api.get(ME, token).status()).isEqualTo(200);
        }
        var longer = Map.of("password", "eight and eight make more", "current_password", SHORT);
        assertThat(People.answer(people.call(HttpMethod.PUT, ME, longer, after)).status())
                .isEqualTo(200);
        assertThat(api.get("/api/v1/users", after).status()).isEqualTo(200);
        assertThat(api.get("/api/v1/users", before).status()).isEqualTo(401);
    }

    @Test
    void hashesOfOtherStrengthsAndServicesAreRenewedAtTheNextSignIn() {
        for (var old : List.of("", "{bcrypt}")) {
            var person = people.customer();
            database.run(
                    "update users set password_hash = $1 where id = $2",
                    old + new BCryptPasswordEncoder(6).encode(PASSWORD),
                    person.id());
            assertThat(signIn(person.email(), WRONG, HOME).status()).isEqualTo(401);
            assertThat(hash(person)).startsWith(old + "$2a$06$");
            assertThat(signIn(person.email(), PASSWORD, HOME).status()).isEqualTo(200);
            assertThat(hash(person)).startsWith("{sha256-bcrypt}$2b$04$");
            assertThat(signIn(person.email(), PASSWORD, HOME).status()).isEqualTo(200);
        }
    }

    @Test
    void whatIsTakenAtRegistrationCanBeTypedAtLogin() {
        var accepted = List.of(
                " leading and trailing ",
                "q7!f Vd2m",
                "caf\u00e9 au lait",
                Normalizer.normalize("caf\u00e9 au lait", Normalizer.Form.NFD),
                "\ud83c\udf4b".repeat(128),
                Normalizer.normalize("\u1f82".repeat(32), Normalizer.Form.NFD),
                "\u3000ideographic\u3000");
        for (var password : accepted) {
            var email = "typed." + UUID.randomUUID() + "@example.org";
            var made = api.post(REGISTER, Map.of("name", "A", "email", email, "password", password));
            assertThat(made.status()).as(made.body()).isEqualTo(201);
            for (var form : Normalizer.Form.values()) {
                if (form == Normalizer.Form.NFC || form == Normalizer.Form.NFD) {
                    assertThat(signIn(email, Normalizer.normalize(password, form), HOME)
                                    .status())
                            .isEqualTo(200);
                }
            }
            assertThat(api.post("/api/login", Map.of("email", email, "password", password))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void blanksAloneAreNoPasswordButWhoHasThemSignsIn() {
        for (var blank : List.of(" ".repeat(8), "\u00a0".repeat(8), "\u3000".repeat(8), "\u200b".repeat(8))) {
            var refused = api.post(REGISTER, Map.of("name", "A", "email", "b@example.org", "password", blank));
            refused(refused, 400, "invalid-request");
            assertThat(refused.body()).contains("must not be blanks only");
        }
        var person = people.customer();
        database.run(
                "update users set password_hash = $1 where id = $2",
                new BCryptPasswordEncoder(4).encode(" ".repeat(8)),
                person.id());
        assertThat(signIn(person.email(), " ".repeat(8), HOME).status()).isEqualTo(200);
        assertThat(signIn(person.email(), "", HOME).status()).isEqualTo(400);
    }

    private void reset(Person person, String password) {
        var session = api.post("/api/v1/auth/forgot-password", Map.of("phone_number", phone(person)))
                .field("session_token");
        var answer = api.post(
                "/api/v1/auth/reset-password",
                Map.of("session_token", session, "otp", api.code(phone(person)), "password", password));
        assertThat(answer.status()).isEqualTo(204);
    }

    private Answer signIn(String email, String password, String address) {
        return Api.answer(login(email, password, address));
    }

    private Mono<Answer> login(String email, String password, String address) {
        return api.posting(
                LOGIN,
                Map.of("email", email, "password", password),
                headers -> headers.set("X-Forwarded-For", address));
    }

    /** An address that nobody has called from. */
    private String somewhere() {
        return "198.51.100." + ++addresses;
    }

    /** Strangers have typed so many wrong ones, the last of them so long ago. */
    private void failed(Person person, int failures, String ago) {
        database.run("delete from password_failures where user_id = $1", person.id());
        database.run(
                "insert into password_failures (user_id, known, failures, at)"
                        + " values ($1, false, $2, now() - $3::interval)",
                person.id(),
                failures,
                ago);
    }

    private long failures(Person person) {
        return database.count(
                "select coalesce(sum(failures), 0) from password_failures where user_id = $1", person.id());
    }

    private String hash(Person person) {
        return database.rows("select password_hash from users where id = $1", person.id())
                .get(0)
                .get("password_hash")
                .toString();
    }

    private static String phone(Person person) {
        return String.valueOf(person.phone());
    }

    private static String without(Answer answer) {
        return answer.body().replaceAll("\"request_id\":\"[^\"]*\"", "");
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.field("code")).isEqualTo(code);
    }
}
