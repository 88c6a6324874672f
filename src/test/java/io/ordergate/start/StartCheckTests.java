package io.ordergate.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class StartCheckTests {

    private static final boolean EMBEDDED = true;
    private static final boolean PACKAGED = false;

    @Test
    void onADevelopersMachineNothingIsNeeded() {
        assertThat(StartCheck.missing(new MockEnvironment(), EMBEDDED)).isEmpty();
        assertThat(StartCheck.missing(development(), EMBEDDED)).isEmpty();
    }

    @Test
    void withoutTheEmbeddedDatabaseAnotherIsNeeded() {
        assertThat(StartCheck.missing(development(), PACKAGED))
                .singleElement()
                .asString()
                .startsWith("DATABASE_URL");
        assertThat(StartCheck.missing(
                        development().withProperty("DATABASE_URL", "postgresql://u:p@localhost/db"), PACKAGED))
                .isEmpty();
    }

    @Test
    void aCompleteProductionStarts() {
        assertThat(StartCheck.missing(production(), PACKAGED)).isEmpty();
        assertThat(StartCheck.missing(production(), EMBEDDED)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void productionNeedsADatabaseOfItsOwn(String url) {
        assertThat(StartCheck.missing(production().withProperty("DATABASE_URL", url), EMBEDDED))
                .singleElement()
                .asString()
                .startsWith("DATABASE_URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void productionNeedsASecret(String key) {
        assertThat(StartCheck.missing(production().withProperty("ordergate.secret.key", key), PACKAGED))
                .singleElement()
                .asString()
                .startsWith("SECRET_KEY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "staging",
                "live",
                "prod",
                "PRODUCTION",
                "prodution",
                "dev",
                "developement",
                "development,eu",
                "tests"
            })
    void everyOtherNameIsAProduction(String name) {
        var settings = development().withProperty("ordergate.environment", name);
        assertThat(StartCheck.missing(settings, EMBEDDED))
                .hasSize(4)
                .anyMatch(reason -> reason.startsWith("DATABASE_URL"))
                .anyMatch(reason -> reason.startsWith("SECRET_KEY"))
                .anyMatch(reason -> reason.startsWith("SMS_PROVIDER"))
                .anyMatch(reason -> reason.startsWith("ALLOWED_ORIGINS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"development", "test", " Development ", "TEST"})
    void developersAndTestsNeedNothing(String name) {
        var settings = development().withProperty("ordergate.environment", name);
        assertThat(StartCheck.missing(settings, EMBEDDED)).isEmpty();
    }

    @Test
    void aProfileOfProductionIsNotHiddenBehindTheNameOfDevelopment() {
        var settings = production().withProperty("ordergate.environment", "development");
        settings.setActiveProfiles("production");
        assertThat(StartCheck.missing(settings, PACKAGED))
                .singleElement()
                .asString()
                .startsWith("SPRING_PROFILES_ACTIVE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "abcabcabcabcabcabcabcabcabcabcabcabcab",
                "0123456789abcdef0123456789abcdef",
                "0123456789abcdefghijklmnopqrstuvwxyz",
                "abababababababababababababababab0",
                "11111111112222222222333333333344444444",
                "31415926535897932384626433832795",
                "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
                "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
                "your-256-bit-secret-your-256-bit-secret!",
                "a-string-secret-at-least-256-bits-long",
                "CHANGE_ME_please_I_am_a_template_42",
                "django-insecure-k3!v9#s8@x2m^p5&w7*q1(z6)n4_",
                "my_super_secret_key_for_the_shop_2027",
                "keyboard cat keyboard cat keyboard dog"
            })
    void aSecretThatOthersKnowOrGuessIsRefused(String key) {
        assertThat(StartCheck.missing(production().withProperty("ordergate.secret.key", key), PACKAGED))
                .singleElement()
                .asString()
                .startsWith("SECRET_KEY ")
                .doesNotContain(key);
        assertThat(StartCheck.missing(development().withProperty("ordergate.secret.key", key), EMBEDDED))
                .isEmpty();
        assertThat(StartNotes.notes(development().withProperty("ordergate.secret.key", key)))
                .singleElement()
                .asString()
                .startsWith("SECRET_KEY ");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32, 48, 64})
    void aSecretThatWasDrawnIsTaken(int bytes) {
        var random = new Random(bytes);
        for (var round = 0; round < 2000; round++) {
            var drawn = new byte[bytes];
            random.nextBytes(drawn);
            var hexadecimal = HexFormat.of().formatHex(drawn);
            assertThat(SecretChecks.weakness(hexadecimal, SecretChecks.KEY_BITS))
                    .as(hexadecimal)
                    .isEmpty();
            var base64 = Base64.getEncoder().encodeToString(drawn);
            if (base64.length() >= 32) {
                assertThat(SecretChecks.weakness(base64, SecretChecks.KEY_BITS))
                        .as(base64)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:p@db/ordergate",
                "postgresql://u:p@db/ordergate?sslmode=disable",
                "postgresql://u:p@10.0.0.7:5432/ordergate?x=y&sslmode=prefer",
                "postgresql+asyncpg://u:p@db.example/ordergate?sslmode=allow",
                "postgres://u@localhost.example/ordergate",
                "postgresql://u:p@[2001:db8::1]/ordergate",
                "postgresql://u:p@postgres,db:5433/ordergate",
                "postgresql://u:p@localhost,[2001:db8::1]:5432/ordergate?sslmode=prefer"
            })
    void productionReachesItsDatabaseByTls(String url) {
        for (var setting :
                List.of("DATABASE_URL", "DATABASE_MIGRATION_URL", "DATABASE_REPLICA_URL", "DATABASE_LISTEN_URL")) {
            assertThat(StartCheck.missing(production().withProperty(setting, url), PACKAGED))
                    .singleElement()
                    .asString()
                    .startsWith(setting + " asks for no TLS");
        }
        assertThat(StartCheck.missing(development().withProperty("DATABASE_URL", url), PACKAGED))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:p@localhost/ordergate",
                "postgresql://postgres@127.0.0.1:5433/ordergate?sslmode=disable",
                "postgresql://ordergate:ordergate@[::1]/ordergate",
                "postgresql://u:p@postgres/ordergate",
                "postgresql://u:p@postgres:5432,[::1]:5433,other/ordergate",
                "postgresql://u:p@db1,db2:5432/ordergate?sslmode=require",
                "postgresql://u:p@db.example/ordergate?x=y&sslmode=verify-full&sslrootcert=/run/ca.pem"
            })
    void onOneMachineNobodyListens(String url) {
        var settings = production().withProperty("DATABASE_PLAINTEXT_HOSTS", "other, postgres");
        assertThat(StartCheck.missing(settings.withProperty("DATABASE_URL", url), PACKAGED))
                .isEmpty();
    }

    @Test
    void addressesAndTimesAreUnderstood() {
        var settings = development();
        var urls =
                List.of("PUBLIC_URL", "PAYMENT_RETURN_URL", "TWILIO_BASE_URL", "BKASH_BASE_URL", "FIREBASE_KEYS_URL");
        for (var wrong : List.of("shop.example", "ftp://shop.example", "https://", "https:/shop", "https://a b")) {
            urls.forEach(name -> settings.setProperty(name, wrong));
            assertThat(StartCheck.missing(settings, EMBEDDED)).as(wrong).hasSameSizeAs(urls);
        }
        urls.forEach(
                name -> settings.setProperty(name, "https://shop.example:8443/orders/{order_id}?payment={status}"));
        assertThat(StartCheck.missing(settings, EMBEDDED)).isEmpty();
        assertThat(ValueChecks.times())
                .contains("ACCESS_TOKEN_EXPIRE_MINUTES", "OTP_EXPIRY_SECONDS", "AUDIT_RETENTION_DAYS")
                .allSatisfy(name -> {
                    for (var wrong : List.of("-1", "soon", "1.5", "5m", "99999999999")) {
                        assertThat(StartCheck.missing(development().withProperty(name, wrong), EMBEDDED))
                                .containsExactly(name + " is not a whole number, zero or more");
                    }
                    assertThat(StartCheck.missing(development().withProperty(name, " 0 "), EMBEDDED))
                            .isEmpty();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"u:u", "ordergate:ordergate", "shop:ordergate_app", "shop:Postgres", "shop:password"})
    void productionHasAPasswordOfItsOwn(String user) {
        var url = "postgresql://" + user + "@db/ordergate?sslmode=require";
        assertThat(StartCheck.missing(production().withProperty("DATABASE_URL", url), PACKAGED))
                .singleElement()
                .asString()
                .isEqualTo("DATABASE_URL has a password that everybody knows");
    }

    @Test
    void aProductionThatTextsTheWholeWorldWithoutACapSaysSo() {
        assertThat(StartNotes.notes(production()))
                .singleElement()
                .asString()
                .contains("SMS_ALLOWED_COUNTRIES", "SMS_DAILY_SPEND_CAP")
                .doesNotContain("\n");
        assertThat(StartNotes.notes(production().withProperty("ordergate.sms.guard.countries", "BD")))
                .isEmpty();
        assertThat(StartNotes.notes(production().withProperty("ordergate.sms.guard.daily-cap", "20")))
                .isEmpty();
        assertThat(StartNotes.notes(development())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"console", "twilio,console", "twilio, console"})
    void productionSendsNoCodesToTheLog(String providers) {
        assertThat(StartCheck.missing(production().withProperty("ordergate.sms.providers", providers), PACKAGED))
                .singleElement()
                .asString()
                .startsWith("SMS_PROVIDER");
    }

    @Test
    void productionTakesFixedCodesAwayAgain() {
        var forEver = "+8801700000000:424242:2027-01-31,+8801700000001:424242";
        assertThat(StartCheck.missing(production().withProperty("ordergate.otp.test-numbers", forEver), PACKAGED))
                .singleElement()
                .asString()
                .startsWith("OTP_TEST_NUMBERS")
                .doesNotContain("+8801700000001");
        assertThat(StartCheck.missing(
                        production().withProperty("ordergate.otp.test-numbers", "+8801700000000:424242:2027-01-31"),
                        PACKAGED))
                .isEmpty();
    }

    @Test
    void aProviderOfCodesNeedsItsService() {
        var twilio = development()
                .withProperty("ordergate.sms.providers", "twilio")
                .withProperty("ordergate.otp.mode", "managed")
                .withProperty("ordergate.sms.twilio.account-sid", "AC1")
                .withProperty("ordergate.sms.twilio.auth-token", "token");
        assertThat(StartCheck.missing(twilio, EMBEDDED))
                .singleElement()
                .asString()
                .startsWith("TWILIO_VERIFY_SERVICE_SID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "https://shop.example,*", "https://shop.example, *", "[\"*\"]", "['https://a', '*']"})
    void productionNamesTheOriginsItTrusts(String origins) {
        assertThat(StartCheck.missing(production().withProperty("ordergate.web.allowed-origins", origins), PACKAGED))
                .singleElement()
                .asString()
                .startsWith("ALLOWED_ORIGINS");
    }

    @Test
    void whatTheChosenProvidersNeedIsNamed() {
        var settings = development().withProperty("ordergate.sms.providers", "twilio, infobip");
        assertThat(StartCheck.missing(settings, EMBEDDED))
                .hasSize(4)
                .anyMatch(reason -> reason.startsWith("INFOBIP_API_KEY is not set"))
                .anyMatch(reason -> reason.startsWith("TWILIO_ACCOUNT_SID is not set"))
                .anyMatch(reason -> reason.startsWith("TWILIO_AUTH_TOKEN is not set"))
                .anyMatch(reason -> reason.startsWith("TWILIO_PHONE_NUMBER or TWILIO_MESSAGING_SERVICE_SID"));
    }

    @Test
    void providersOfRoutesNeedTheirsToo() {
        var settings = development()
                .withProperty("ordergate.sms.routes", "KE:africastalking;BD:aws_sns,console")
                .withProperty("ordergate.sms.africastalking.api-key", "k")
                .withProperty("ordergate.sms.aws.region", "ap-south-1");
        assertThat(StartCheck.missing(settings, EMBEDDED))
                .hasSize(3)
                .anyMatch(reason -> reason.startsWith("AFRICASTALKING_USERNAME"))
                .anyMatch(reason -> reason.startsWith("AWS_ACCESS_KEY_ID"))
                .anyMatch(reason -> reason.startsWith("AWS_SECRET_ACCESS_KEY"));
    }

    @Test
    void anUnknownProviderIsNamed() {
        assertThat(StartCheck.missing(development().withProperty("ordergate.sms.providers", "pigeon"), EMBEDDED))
                .singleElement()
                .asString()
                .contains("SMS_PROVIDER", "pigeon", "twilio");
    }

    @Test
    void aProductionWithARouteForEveryCountryNeedsNoList() {
        var settings = production()
                .withProperty("ordergate.sms.providers", "console")
                .withProperty("ordergate.sms.routes", "*:twilio");
        assertThat(StartCheck.missing(settings, PACKAGED)).isEmpty();
        assertThat(StartCheck.missing(settings.withProperty("ordergate.sms.routes", "BD:twilio"), PACKAGED))
                .singleElement()
                .asString()
                .startsWith("SMS_PROVIDER is console");
    }

    @Test
    void anEmulatorIsForDevelopersOnly() {
        var setting = "ordergate.federation.firebase.emulator-host";
        var project = "ordergate.federation.firebase.project-id";
        assertThat(StartCheck.missing(
                        development().withProperty(setting, "127.0.0.1:9099").withProperty(project, "demo"), EMBEDDED))
                .isEmpty();
        assertThat(StartCheck.missing(
                        production().withProperty(setting, "127.0.0.1:9099").withProperty(project, "demo"), PACKAGED))
                .singleElement()
                .asString()
                .startsWith("FIREBASE_AUTH_EMULATOR_HOST");
        assertThat(StartCheck.missing(development().withProperty(setting, "127.0.0.1:9099"), EMBEDDED))
                .singleElement()
                .asString()
                .startsWith("FIREBASE_PROJECT_ID");
    }

    @Test
    void anIssuerHasAnAudienceAndInProductionTls() {
        var setting = "ordergate.federation.oidc.issuers";
        for (var wrong : List.of(
                "https://id.example",
                "https://id.example|",
                "id.example|web",
                "https://a|b,",
                "https://a|b|c|d",
                "https://a|b|")) {
            assertThat(StartCheck.missing(development().withProperty(setting, wrong), EMBEDDED))
                    .as(wrong)
                    .isNotEmpty()
                    .allMatch(reason -> reason.startsWith("OIDC_ISSUERS"));
        }
        assertThat(StartCheck.missing(
                        production()
                                .withProperty(
                                        setting, "https://a.example/realms/shop|account|web, https://b.example/ | x"),
                        PACKAGED))
                .isEmpty();
        assertThat(StartCheck.missing(production().withProperty(setting, "http://a.example|web"), PACKAGED))
                .singleElement()
                .asString()
                .startsWith("OIDC_ISSUERS");
    }

    @Test
    void everythingThatIsMissingIsSaidInOneLine() {
        var settings = new MockEnvironment()
                .withProperty("ordergate.environment", "production")
                .withProperty("ordergate.sms.providers", "console")
                .withProperty("ordergate.web.allowed-origins", "*");
        var refusal = new StartCheck.Refusal(StartCheck.missing(settings, EMBEDDED));
        assertThat(refusal)
                .hasMessageStartingWith("Ordergate cannot start: ")
                .hasMessageContainingAll("DATABASE_URL", "SECRET_KEY", "SMS_PROVIDER", "ALLOWED_ORIGINS");
        assertThat(String.valueOf(refusal.getMessage()).lines()).hasSize(1);
        assertThat(refusal.getStackTrace()).isEmpty();
    }

    @Test
    void aProviderOfPaymentsWithAPartOfItsSettingsStopsTheStart() {
        var settings = development()
                .withProperty("ordergate.payment.razorpay.key-id", "rzp_test_1")
                .withProperty("ordergate.payment.bkash.username", "user")
                .withProperty("ordergate.payment.nagad.merchant-id", "m");
        assertThat(StartCheck.missing(settings, EMBEDDED))
                .hasSize(7)
                .anyMatch(reason -> reason.startsWith("RAZORPAY_KEY_SECRET"))
                .anyMatch(reason -> reason.startsWith("BKASH_APP_SECRET"))
                .anyMatch(reason -> reason.startsWith("NAGAD_PG_PUBLIC_KEY"))
                .contains("PUBLIC_URL is not set (payments through bkash and nagad need it)");
        var onlyAddress = development().withProperty("ordergate.payment.public-url", "https://shop.example");
        assertThat(StartCheck.missing(onlyAddress, EMBEDDED)).isEmpty();
    }

    @Test
    void noSecretIsRepeated() {
        var settings = production()
                .withProperty("DATABASE_URL", "")
                .withProperty("ordergate.sms.providers", "console")
                .withProperty("ordergate.secret.key", "hush hush hush hush hush hush hush");
        assertThat(List.copyOf(StartCheck.missing(settings, PACKAGED))).noneMatch(reason -> reason.contains("hush"));
    }

    private static MockEnvironment development() {
        return new MockEnvironment()
                .withProperty("ordergate.environment", "development")
                .withProperty("ordergate.sms.providers", "console")
                .withProperty("ordergate.web.allowed-origins", "*");
    }

    private static MockEnvironment production() {
        return new MockEnvironment()
                .withProperty("ordergate.environment", "production")
                .withProperty("DATABASE_URL", "postgresql://u:p@db/ordergate?sslmode=require")
                .withProperty("ordergate.secret.key", "a secret of the tests, 32 bytes long or more")
                .withProperty("ordergate.sms.providers", "twilio,infobip")
                .withProperty("ordergate.sms.twilio.account-sid", "AC1")
                .withProperty("ordergate.sms.twilio.auth-token", "t")
                .withProperty("ordergate.sms.twilio.phone-number", "+15005550006")
                .withProperty("ordergate.sms.infobip.api-key", "k")
                .withProperty("ordergate.web.allowed-origins", "https://shop.example");
    }
}
