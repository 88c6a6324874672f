package io.ordergate.identity.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.ordergate.support.EmailAddress;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.security.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Tokens of Firebase and of an OpenID Connect issuer, signed by a server that is not ours. */
@IntegrationTest
class FederationTests {

    private static final String PROJECT = "demo-shop";
    private static final String FIREBASE = "https://securetoken.google.com/" + PROJECT;
    private static final String ME = "/api/v1/users/me";
    private static final KeyProvider KEYS = new KeyProvider();
    private static final MockOAuth2Server SERVER =
            new MockOAuth2Server(new OAuth2Config(false, null, null, false, new OAuth2TokenProvider(KEYS)));

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    @Autowired
    private ExternalIdentityRepository identities;

    @DynamicPropertySource
    static void issuers(DynamicPropertyRegistry settings) {
        SERVER.start();
        var shop = SERVER.issuerUrl("shop");
        settings.add("FIREBASE_PROJECT_ID", () -> PROJECT);
        settings.add("FIREBASE_KEYS_URL", () -> SERVER.jwksUrl(PROJECT).toString());
        settings.add(
                "OIDC_ISSUERS",
                () -> shop + "|web," + shop + "|app," + shop + "|account|spa," + SERVER.issuerUrl("open")
                        + "|web,http://127.0.0.1:1/gone|web");
        settings.add("FEDERATION_TIMEOUT_SECONDS", () -> 30);
        settings.add("OIDC_ROLE_CLAIM", () -> shop + "|realm_access.roles");
        settings.add("OIDC_ROLES", () -> shop + "|shop-boss=admin," + shop + "|shop-clerk=vendor");
    }

    @AfterAll
    static void close() {
        SERVER.shutdown();
    }

    @Test
    void aTokenOfFirebaseOpensAnAccountThatIsMadeAtFirstSight() {
        var email = UUID.randomUUID() + "@example.com";
        var token = firebase(
                "u-" + email,
                claims -> claims.putAll(Map.of(
                        "email", email, "email_verified", false, "name", "Rahim", "phone_number", "+8801712345678")));
        var first = api.get(ME, token);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.field("name")).isEqualTo("Rahim");
        assertThat(first.field("email")).isEqualTo(email);
        assertThat(first.field("role")).isEqualTo("customer");
        assertThat(first.field("phone_number")).isEqualTo("+8801712345678");
        assertThat(first.json().path("phone_verified").asBoolean()).isFalse();
        assertThat(api.get(ME, token).field("id")).isEqualTo(first.field("id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exp past",
                "exp none",
                "aud other",
                "aud none",
                "iss other",
                "auth_time none",
                "auth_time future",
                "iat future",
                "sub empty",
                "sub long"
            })
    void aTokenWithAClaimThatIsWrongIsRefused(String wrong) {
        var subject = UUID.randomUUID().toString();
        var token = firebase(subject, claims -> {
            var future = Instant.now().plus(Duration.ofMinutes(5)).getEpochSecond();
            switch (wrong) {
                case "exp past" ->
                    claims.put("exp", Instant.now().minusSeconds(60).getEpochSecond());
                case "exp none" -> claims.remove("exp");
                case "aud other" -> claims.put("aud", "demo-other");
                case "aud none" -> claims.remove("aud");
                case "iss other" -> claims.put("iss", "https://securetoken.google.com/demo-other");
                case "auth_time none" -> claims.remove("auth_time");
                case "auth_time future" -> claims.put("auth_time", future);
                case "iat future" -> claims.put("iat", future);
                case "sub empty" -> claims.put("sub", "");
                case "sub long" -> claims.put("sub", "x".repeat(129));
                default -> throw new IllegalArgumentException(wrong);
            }
        });
        assertThat(api.get(ME, token).status()).isEqualTo(401);
        assertThat(api.get(ME, firebase(subject, claims -> {})).status()).isEqualTo(200);
    }

    /** As issuers write them: nothing of it is a fault of this service, and what is not understood gives nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | auth_time | \"yesterday\"",
                "401 | auth_time | {}",
                "401 | auth_time | true",
                "401 | auth_time | 1e30",
                "401 | auth_time | 1700000000000",
                "200 | auth_time | -30000000000000000",
                "200 | auth_time | \"1700000000\"",
                "200 | auth_time | 1700000000.5",
                "401 | azp | [\"web\"]",
                "401 | azp | {}",
                "401 | azp | 7",
                "401 | aud | []",
                "401 | aud | {}",
                "401 | aud | 7",
                "401 | exp | \"soon\"",
                "401 | iat | []",
                "200 | iat | 1e30",
                "401 | sub | {}",
                "200 | email_verified | []",
                "200 | email_verified | {}",
                "200 | email_verified | \"true\"",
                "200 | email | [\"a@b.example\"]",
                "200 | email | 7",
                "200 | name | {\"first\": null}",
                "200 | name | \"\\u0000\\ud800\"",
                "200 | phone_number | 8801712345678",
                "200 | phone_number | [\"x\"]",
                "200 | realm_access | null",
                "200 | realm_access | {\"roles\": null}",
                "200 | realm_access | {\"roles\": [null, {}, 7, [\"shop-boss\"]]}",
                "200 | realm_access | [\"roles\"]"
            })
    void oddClaimsAreRefusedOrGiveNothing(int status, String claim, String json) throws Exception {
        var value = JSONObjectUtils.parse("{\"x\":" + json + "}").get("x");
        var token = issued("shop", List.of("web"), claims -> claims.put(claim, value));
        var answer = api.get(ME, token);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        if (status == 200) {
            assertThat(answer.field("role")).isEqualTo("customer");
        }
    }

    /** A token is made anew as often as its holder asks for it: that is no sign-in. */
    @Test
    void aTokenThatDoesNotTellWhenItsOwnerSignedInConfirmsNothing() {
        var refused = erased(issued("shop", List.of("web"), claims -> {}));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.field("code")).isEqualTo("sign-in-again");
        var now = Instant.now().getEpochSecond();
        assertThat(erased(issued("shop", List.of("web"), claims -> claims.put("auth_time", now)))
                        .status())
                .isEqualTo(204);
    }

    private Answer erased(String token) {
        assertThat(status(token)).isEqualTo(200);
        return Api.answer(api.call(HttpMethod.DELETE, ME, "", headers -> headers.setBearerAuth(token)));
    }

    @Test
    void aTokenThatFirebaseHasNotSignedIsRefused() throws Exception {
        var genuine = SignedJWT.parse(firebase("forged", claims -> {}));
        var claims = genuine.getJWTClaimsSet();
        var parts = genuine.serialize().split("\\.", -1);
        assertThat(status(new PlainJWT(claims).serialize())).as("alg none").isEqualTo(401);
        assertThat(status(parts[0] + "." + parts[1] + ".")).as("no signature").isEqualTo(401);
        assertThat(status(hs256(claims))).as("signed with the public key").isEqualTo(401);
        try (var stranger = new FakeIssuer(PROJECT)) {
            assertThat(status(stranger.token(claims)))
                    .as("another key of that name")
                    .isEqualTo(401);
        }
        try (var stranger = new FakeIssuer("unheard-of")) {
            assertThat(status(stranger.token(claims))).as("unknown key id").isEqualTo(401);
        }
        assertThat(status(genuine.serialize())).isEqualTo(200);
    }

    @Test
    void ourOwnTokensCountAsBeforeAndOthersCannotBorrowOurName() {
        assertThat(status(accounts.customer())).isEqualTo(200);
        assertThat(status(accounts.ofAnotherKey(accounts.account("admin")))).isEqualTo(401);
        assertThat(status(
                        sign(Map.of("sub", UUID.randomUUID().toString(), "iss", "ordergate", "aud", "ordergate-api"))))
                .isEqualTo(401);
    }

    @Test
    void roleAndPermissionAreThoseOfTheAccountHere() {
        var token = firebase(UUID.randomUUID().toString(), claims -> claims.put("role", "admin"));
        var id = UUID.fromString(api.get(ME, token).field("id"));
        assertThat(api.get("/api/v1/users", token).status()).isEqualTo(403);
        database.run("update users set role = 'admin' where id = $1", id);
        assertThat(api.get("/api/v1/users", token).status()).isEqualTo(200);
        database.run("update users set active = false where id = $1", id);
        assertThat(status(token)).isEqualTo(401);
    }

    @Test
    void manyFirstSightsAtOnceAreOneAccount() {
        var subject = UUID.randomUUID().toString();
        var token = firebase(subject, claims -> claims.put("email", subject + "@example.com"));
        var answers = Api.atOnce(IntStream.range(0, 20)
                .mapToObj(each -> api.call(HttpMethod.GET, ME, "", headers -> headers.setBearerAuth(token)))
                .toList());
        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers)
                .extracting(answer -> answer.field("id"))
                .containsOnly(answers.get(0).field("id"));
        assertThat(database.count("select count(*) from users where email = $1", subject + "@example.com"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAddressThatIsTakenOpensNobodysAccount(boolean verified) {
        var owner = accounts.account("customer");
        var token = firebase(UUID.randomUUID().toString(), claims -> {
            claims.put("email", owner.id() + "@EXAMPLE.com");
            claims.put("email_verified", verified);
        });
        var other = api.get(ME, token);
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.field("id")).isNotEqualTo(owner.id().toString());
        assertThat(other.json().has("email")).isFalse();
    }

    @Test
    void whereAddressesMayLinkOnlyAProvenOneOpensACustomersAccountAndNeverOneOfStaff() {
        var customer = accounts.account("customer");
        var vendor = accounts.account("vendor");
        assertThat(linked(customer, true)).isEqualTo(customer.id());
        assertThat(linked(customer, false)).isNotEqualTo(customer.id());
        assertThat(linked(vendor, true)).isNotEqualTo(vendor.id());
        database.run("update users set active = false where id = $1", customer.id());
        assertThat(linked(customer, true)).isNotEqualTo(customer.id());
    }

    private UUID linked(Accounts.Account account, boolean linking) {
        var identity = new ExternalIdentity(
                FIREBASE,
                Sensitive.of(UUID.randomUUID().toString()),
                Sensitive.of("Somebody"),
                EmailAddress.read(account.id() + "@example.com"),
                true,
                null,
                Role.CUSTOMER,
                Instant.now(),
                null);
        var known = identities.add(UUID.randomUUID(), identity, linking).block();
        return known.caller().account().id();
    }

    @Test
    void whoLogsOutEverywhereHasToSignInThereAgain() {
        var subject = UUID.randomUUID().toString();
        var before = firebase(subject, claims -> {});
        assertThat(status(before)).isEqualTo(200);
        assertThat(api.post("/api/v1/auth/logout-all", "", headers -> headers.setBearerAuth(before))
                        .status())
                .isEqualTo(204);
        assertThat(status(before)).isEqualTo(401);
        assertThat(status(later(subject))).isEqualTo(200);
    }

    @Test
    void whoHasLeftComesBackAsSomebodyNew() {
        var subject = UUID.randomUUID().toString();
        var before = firebase(subject, claims -> claims.put("email", subject + "@example.com"));
        var id = api.get(ME, before).field("id");
        var borrowed = firebase(
                subject,
                claims ->
                        claims.put("auth_time", Instant.now().minusSeconds(700).getEpochSecond()));
        var refused = Api.answer(api.call(HttpMethod.DELETE, ME, "", headers -> headers.setBearerAuth(borrowed)));
        assertThat(refused.status()).as("a sign-in of some time ago").isEqualTo(403);
        assertThat(refused.field("code")).isEqualTo("sign-in-again");
        assertThat(Api.answer(api.call(HttpMethod.DELETE, ME, "", headers -> headers.setBearerAuth(before)))
                        .status())
                .isEqualTo(204);
        assertThat(status(before)).as("the old token makes no new account").isEqualTo(401);
        var again = api.get(ME, later(subject));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.field("id")).isNotEqualTo(id);
    }

    @Test
    void anIssuerThatIsOnlyNamedIsFoundByItsDiscoveryDocument() {
        assertThat(status(oidc("web", "nobody"))).isEqualTo(200);
        assertThat(status(oidc("app", "nobody"))).isEqualTo(200);
        assertThat(status(oidc("another", "nobody"))).isEqualTo(401);
    }

    @Test
    void aRoleInItsTokenIsWhatANewAccountStartsWith() {
        assertThat(api.get(ME, oidc("web", "shop-clerk")).field("role")).isEqualTo("vendor");
        assertThat(api.get(ME, oidc("web", "shop-boss")).field("role")).isEqualTo("admin");
        assertThat(api.get(ME, oidc("web", "admin")).field("role")).isEqualTo("customer");
    }

    /** The account has a second factor here, which a sign-in elsewhere cannot prove: the issuer has to say that it took two. */
    @Test
    void anAccountWithASecondFactorNeedsAnIssuerThatTakesTwo() {
        var subject = UUID.randomUUID().toString();
        var id = api.get(ME, clerk(subject, Map.of())).field("id");
        assertThat(api.get("/api/v1/sms/stats", clerk(subject, Map.of())).status())
                .isEqualTo(200);
        database.run(
                "insert into second_factors (user_id, totp_secret, totp_key_id) values ($1, 'sealed', 'a key')",
                UUID.fromString(id));
        for (var claims : List.of(
                Map.<String, Object>of(),
                Map.<String, Object>of("amr", List.of("pwd", "otp")),
                Map.<String, Object>of("amr", "mfa"),
                Map.<String, Object>of("acr", "mfa"))) {
            var refused = api.get("/api/v1/sms/stats", clerk(subject, claims));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.field("code")).isEqualTo("second-factor-required");
        }
        var old = Instant.now().minusSeconds(600).getEpochSecond();
        var proven = clerk(subject, Map.of("amr", List.of("pwd", "mfa"), "auth_time", old));
        assertThat(api.get("/api/v1/sms/stats", proven).status()).isEqualTo(200);
        var path = "/api/v1/orders/" + UUID.randomUUID() + "/refunds/recorded";
        assertThat(recorded(path, proven).field("code")).isEqualTo("fresh-second-factor-required");
        var fresh = Instant.now().minusSeconds(10).getEpochSecond();
        assertThat(recorded(path, clerk(subject, Map.of("amr", List.of("mfa"), "auth_time", fresh)))
                        .status())
                .isEqualTo(400);
    }

    private Answer recorded(String path, String token) {
        return api.post(path, Map.of(), headers -> headers.setBearerAuth(token));
    }

    private static String clerk(String subject, Map<String, Object> more) {
        return issued("shop", List.of("web"), claims -> {
            claims.put("sub", subject);
            claims.put("realm_access", roles("shop-clerk"));
            claims.putAll(more);
        });
    }

    @Test
    void anIssuerThatIsNotNamedForRolesGivesNone() {
        var token = issued("open", List.of("web"), claims -> claims.put("realm_access", roles("shop-boss")));
        assertThat(api.get(ME, token).field("role")).isEqualTo("customer");
    }

    /** What Keycloak gives a client that nobody has configured further: `aud` is always "account", `azp` the client. */
    @Test
    void aTokenIsForOneOfOurAudiencesAndAskedForByOneOfOurClients() {
        assertThat(status(asked(List.of("account"), "spa"))).isEqualTo(200);
        assertThat(status(asked(List.of("web", "other"), "web"))).isEqualTo(200);
        assertThat(status(asked(List.of("account"), "stranger"))).isEqualTo(401);
        assertThat(status(asked(List.of("web"), "stranger"))).isEqualTo(401);
        assertThat(status(asked(List.of("web", "other"), null))).isEqualTo(401);
        assertThat(status(asked(List.of("other"), "web"))).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"at+jwt", "application/at+jwt", "JWT", "application/JWT"})
    void accessTokensMaySayWhatTheyAre(String type) {
        assertThat(status(sign(claims(), header -> header.type(new JOSEObjectType(type)))))
                .isEqualTo(200);
    }

    @Test
    void otherThingsThatAnIssuerSignsAreNoAccessTokens() {
        assertThat(status(sign(claims(), header -> header.type(new JOSEObjectType("logout+jwt")))))
                .isEqualTo(401);
    }

    @Test
    void aTokenWithoutAKeyIdCountsWhereThereIsOneKey() {
        assertThat(status(sign(claims(), header -> header.keyID(null)))).isEqualTo(200);
    }

    @Test
    void aLetterThatOnlyLooksLikeAnotherOpensNobodysAccount() {
        var owner = accounts.account("customer");
        database.run("update users set email = $1 where id = $2", "kim" + owner.id() + "@example.com", owner.id());
        var disguised = "\u212Aim" + owner.id() + "@example.com"; // KELVIN SIGN
        var identity = new ExternalIdentity(
                FIREBASE,
                Sensitive.of(UUID.randomUUID().toString()),
                Sensitive.of("Kim"),
                EmailAddress.read(disguised),
                true,
                null,
                Role.CUSTOMER,
                Instant.now(),
                null);
        var known = identities.add(UUID.randomUUID(), identity, true).block();
        assertThat(known.caller().account().id()).isNotEqualTo(owner.id());
    }

    @Test
    void anIssuerThatIsOutOfOrderIsNotTheCallersFault() {
        var token = sign(Map.of("sub", "x", "iss", "http://127.0.0.1:1/gone", "aud", "web"));
        var answer = api.get(ME, token);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }

    private int status(String token) {
        return api.get(ME, token).status();
    }

    private static String firebase(String subject, Consumer<Map<String, Object>> change) {
        var now = Instant.now().getEpochSecond();
        var claims = new HashMap<String, Object>(Map.of(
                "iss", FIREBASE, "aud", PROJECT, "sub", subject, "iat", now, "auth_time", now, "exp", now + 3600));
        change.accept(claims);
        return sign(claims);
    }

    /** A token of somebody who has just signed in again; the clocks of tokens show whole seconds. */
    private static String later(String subject) {
        return firebase(
                subject,
                claims -> claims.put("auth_time", Instant.now().plusSeconds(2).getEpochSecond()));
    }

    private static String oidc(String audience, String role) {
        return issued("shop", List.of(audience), claims -> claims.put("realm_access", roles(role)));
    }

    private static String asked(List<String> audiences, String client) {
        return issued("shop", audiences, claims -> {
            if (client != null) {
                claims.put("azp", client);
            }
        });
    }

    private static Map<String, Object> roles(String role) {
        return Map.of("roles", List.of("offline_access", role));
    }

    private static String issued(String issuer, List<String> audiences, Consumer<Map<String, Object>> change) {
        var now = Instant.now().getEpochSecond();
        var claims = new HashMap<String, Object>(Map.of(
                "iss",
                SERVER.issuerUrl(issuer).toString(),
                "aud",
                audiences,
                "sub",
                UUID.randomUUID().toString(),
                "iat",
                now,
                "exp",
                now + 3600));
        change.accept(claims);
        return sign(issuer, claims, header -> {});
    }

    /** What Firebase says of somebody. */
    private static Map<String, Object> claims() {
        var now = Instant.now().getEpochSecond();
        return Map.of(
                "iss", FIREBASE, "aud", PROJECT, "sub", "s" + now, "iat", now, "auth_time", now, "exp", now + 3600);
    }

    /** Signed with the server's key for the project, whatever the claims. */
    private static String sign(Map<String, Object> claims) {
        return sign(claims, header -> {});
    }

    private static String sign(Map<String, Object> claims, Consumer<JWSHeader.Builder> change) {
        return sign(PROJECT, claims, change);
    }

    private static String sign(String issuer, Map<String, Object> claims, Consumer<JWSHeader.Builder> change) {
        try {
            var key = KEYS.signingKey(issuer).toRSAKey();
            var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID());
            change.accept(header);
            var token = new JWSObject(header.build(), new Payload(claims)); // as they are: a JWTClaimsSet corrects them
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException defect) {
            throw new IllegalStateException(defect);
        }
    }

    private static String hs256(JWTClaimsSet claims) throws JOSEException {
        var key = KEYS.signingKey(PROJECT).toRSAKey();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(), claims);
        token.sign(new MACSigner(key.toPublicKey().getEncoded()));
        return token.serialize();
    }
}
