package io.ordergate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.start.StartCheck;
import io.ordergate.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The environment of each replaced service, copied as it was, starts this one and is understood. */
class OldEnvironmentTests {

    private static final String DATABASE = TestDatabase.url();
    private static final String ORIGIN = "http://localhost:3000";
    private static final String SECRET = "an old secret that has been 32 bytes long";

    /** Of what other tests have left it would tell the world: these are names of providers that exist. */
    private static final String[] WITHOUT_JOBS = {
        "--ordergate.outbox.relay=false",
        "--ordergate.payment.interval=365d",
        "--ordergate.fulfilment.interval=365d",
        "--ordergate.cleanup.interval=365d"
    };

    static Stream<Arguments> environments() {
        return Stream.of(
                Arguments.of(
                        "bookshop",
                        Map.of(
                                "DATABASE_URL", DATABASE.replace("postgresql:", "postgresql+asyncpg:"),
                                "ALLOWED_ORIGINS", ORIGIN + ",https://shop.example",
                                "SECRET_KEY", SECRET,
                                "INFOBIP_API_KEY", "key",
                                "INFOBIP_BASE_URL", "abc123.api.infobip.com",
                                "INFOBIP_APP_ID", "app",
                                "INFOBIP_MESSAGE_ID", "message"),
                        Map.of(
                                "ordergate.sms.providers", "infobip",
                                "ordergate.sms.infobip.base-url", "abc123.api.infobip.com",
                                "ordergate.web.allowed-origins", "http://localhost:3000,https://shop.example")),
                Arguments.of(
                        "phonelogin",
                        Map.of(
                                "DATABASE_URL", DATABASE,
                                "SECRET_KEY", SECRET,
                                "SMS_PROVIDER", "twilio",
                                "TWILIO_ACCOUNT_SID", "AC1",
                                "TWILIO_AUTH_TOKEN", "token",
                                "TWILIO_PHONE_NUMBER", "+15005550006",
                                "OTP_EXPIRY_SECONDS", "300",
                                "OTP_MAX_ATTEMPTS", "5",
                                "RAZORPAY_KEY_ID", "rzp_test_1",
                                "RAZORPAY_KEY_SECRET", "secret"),
                        Map.of(
                                "ordergate.sms.providers", "twilio",
                                "ordergate.otp.life", "300s",
                                "ordergate.otp.attempts", "5")),
                Arguments.of(
                        "customerorders",
                        Map.of(
                                "DATABASE_URL", DATABASE,
                                "SECRET_KEY", SECRET,
                                "FIREBASE_PROJECT_ID", "demo-shop",
                                "FIREBASE_API_KEY", "key",
                                "AFRICASTALKING_USERNAME", "sandbox",
                                "AFRICASTALKING_API_KEY", "key"),
                        Map.of(
                                "ordergate.sms.providers", "africastalking",
                                "ordergate.sms.africastalking.username", "sandbox",
                                "ordergate.federation.firebase.project-id", "demo-shop",
                                "ordergate.federation.firebase.api-key", "key")),
                Arguments.of(
                        "commerce",
                        Map.of(
                                "DATABASE_URL",
                                DATABASE,
                                "SECRET_KEY",
                                SECRET,
                                "ENVIRONMENT",
                                "development",
                                "ACCESS_TOKEN_EXPIRE_MINUTES",
                                "30"),
                        Map.of("ordergate.token.life", "30m", "ordergate.sms.providers", "console")),
                Arguments.of("orderapi", Map.of("DATABASE_URL", DATABASE, "PORT", "0"), Map.of("server.port", "0")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("environments")
    void isUnderstood(String service, Map<String, String> variables, Map<String, String> settings) throws Exception {
        try (var context = start(variables)) {
            settings.forEach(
                    (name, value) -> assertThat(context.getEnvironment().getProperty(name))
                            .as(name)
                            .isEqualTo(value));
            await().untilAsserted(() -> assertThat(get(context, "/health/").body())
                    .as("soon, since the database has two seconds to answer")
                    .contains("\"database\":\"up\""));
            if (variables.containsKey("ALLOWED_ORIGINS")) {
                assertThat(get(context, "/health/", "Origin", ORIGIN)
                                .headers()
                                .firstValue("Access-Control-Allow-Origin"))
                        .contains(ORIGIN);
            }
        }
    }

    @Test
    void oneSettingClosesAllOldPaths() throws Exception {
        try (var context = start(Map.of("DATABASE_URL", DATABASE, "DIALECTS_ENABLED", "false"))) {
            for (var path :
                    List.of("/health", "/orders", "/api/orders", "/api/users/me", "/auth/login", "/api/login")) {
                assertThat(get(context, path).statusCode()).as(path).isEqualTo(404);
            }
            await().until(() -> get(context, "/api/v1/health").statusCode() == 200);
            assertThat(get(context, "/api/v1/orders").statusCode()).isEqualTo(401);
        }
    }

    /** With exactly these variables, whatever this machine's are; on any free port. */
    private static ReactiveWebServerApplicationContext start(Map<String, String> variables) {
        var all = new HashMap<String, Object>(variables);
        all.put("PORT", "0");
        all.put("HOST", "127.0.0.1");
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, all));
        var application = new SpringApplication(Ordergate.class);
        application.addListeners(new StartCheck());
        application.setEnvironment(environment);
        return (ReactiveWebServerApplicationContext) application.run(WITHOUT_JOBS);
    }

    private static HttpResponse<String> get(ReactiveWebServerApplicationContext context, String path, String... header)
            throws IOException, InterruptedException {
        var server = context.getWebServer();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + path));
        if (header.length > 0) {
            request.headers(header);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
