package io.ordergate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.ordergate.start.StartCheck;
import io.ordergate.start.StartFailure;
import io.ordergate.testing.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Whatever stops the start is told in one line, which names what has to be changed and repeats no secret. */
@ExtendWith(OutputCaptureExtension.class)
class RefusedStartTests {

    private static final String REFUSAL = "Ordergate cannot start: ";

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "RATE_LIMIT_LOGIN | ten/15m | RATE_LIMIT_LOGIN is not understood: write 5/1h",
                "RATE_LIMIT_OTP_PHONE | 0/1h | RATE_LIMIT_OTP_PHONE is not understood",
                "SMS_COUNTRY_BUDGET | many | SMS_COUNTRY_BUDGET is not a whole number",
                "SMS_ADDRESS_BUDGET | 0 | SMS_ADDRESS_BUDGET must be greater than or equal to 1",
                "SMS_PRICES | BD=2 | SMS_PRICES is not understood",
                "SMS_DAILY_SPEND_CAP | some | SMS_DAILY_SPEND_CAP is not a number",
                "CURRENCY | TAKA | CURRENCY is not an ISO 4217 code",
                "DELIVERY_FEES | dhaka=60 | DELIVERY_FEES is not understood at 'dhaka=60': write dhaka:60 BDT free from 2000",
                "DELIVERY_FEES | *:2 USD | DELIVERY_FEES must have rows in the currencies of orders, and in no others: BDT",
                "CURRENCIES | INR,TAKA | CURRENCIES is not an ISO 4217 code",
                "TRUSTED_PROXIES | proxy | TRUSTED_PROXIES is not understood",
                "DEV_INBOX_CLIENTS | 10.0.0.0/x | DEV_INBOX_CLIENTS is not understood",
                "DATABASE_URL | mysql://u:hush@h/d | DATABASE_URL is not of the form postgresql://",
                "DATABASE_URL | postgresql://u:hush@h/d?sslmode=maybe | DATABASE_URL is not of the form postgresql://",
                "DATABASE_URL | postgresql://u:hush@h/d?options=-chush | DATABASE_URL has the parameter options, which is none of",
                "DATABASE_URL | postgresql://u:hush@127.0.0.1:1/d?sslmode=require&sslrootcert=/nowhere | sslrootcert of DATABASE_URL is no file of certificates: /nowhere",
                "DATABASE_POOLER | transaction | DATABASE_MIGRATION_URL is not set",
                "DATABASE_POOLER | sometimes | DATABASE_POOLER is none of none, session, transaction",
                "OTP_LENGTH | 3 | OTP_LENGTH must be greater than or equal to 4",
                "ACCESS_TOKEN_EXPIRE_MINUTES | soon | ACCESS_TOKEN_EXPIRE_MINUTES is not a whole number",
                "ORDER_FULFILMENT | auto | ORDER_FULFILMENT is none of manual, automatic",
                "SMS_ENABLED | perhaps | SMS_ENABLED is neither true nor false",
                "OTP_TEST_NUMBERS | +8801700000000:424242:tomorrow | OTP_TEST_NUMBERS is not understood",
                "SECRET_KEY | hush | SECRET_KEY needs at least 32 bytes",
                "TOKEN_PRIVATE_KEY | hush | TOKEN_PRIVATE_KEY",
                "SMS_LANGUAGES | xx | SMS_LANGUAGES names a language without texts: xx",
                "OUTBOX_LEASE_SECONDS | 1 | OUTBOX_LEASE_SECONDS",
                "AUDIT_RETENTION_DAYS | 1 | AUDIT_RETENTION_DAYS",
                "SHUTDOWN_DELAY_SECONDS | soon | SHUTDOWN_DELAY_SECONDS is not a whole number",
                "SHUTDOWN_DELAY_SECONDS | 301 | SHUTDOWN_DELAY_SECONDS must be 5 minutes at most",
                "PORT | http | PORT is not a whole number",
                "ENVIRONMENT | my shop | ENVIRONMENT"
            })
    void aSettingThatIsNotUnderstood(String name, String value, String reason, CapturedOutput output) {
        refused(Map.of(name, value), reason, output);
        assertThat(output.getAll()).doesNotContain("hush");
    }

    @Test
    void aDatabaseThatIsNotThere(CapturedOutput output) {
        refused(
                Map.of("DATABASE_URL", "postgresql://u:hush@127.0.0.1:1/orders", "DATABASE_WAIT_SECONDS", "1"),
                "the database of DATABASE_URL cannot be reached",
                output);
        assertThat(output.getAll())
                .contains("Waiting for the database at 127.0.0.1:1/orders")
                .doesNotContain("hush");
    }

    @Test
    void aDatabaseOfAnotherName(CapturedOutput output) {
        refused(
                Map.of("DATABASE_URL", TestDatabase.url().replaceFirst("/[^/]+$", "/nowhere")),
                "DATABASE_URL names a database that does not exist",
                output);
    }

    @Test
    void aClockThatIsNotTheDatabases(CapturedOutput output) {
        refused(Map.of("CLOCK_OFFSET_SECONDS", "0"), "the clock of this machine is 0 s", output);
    }

    @Test
    void aPortThatIsTaken(CapturedOutput output) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());
            refused(Map.of("PORT", port), "PORT " + port + " is in use", output);
        }
    }

    @Test
    void anAddressOfAnotherMachine(CapturedOutput output) {
        refused(Map.of("HOST", "203.0.113.1"), "HOST is no address of this machine", output);
    }

    @Test
    void aFileThatIsNotThere(@TempDir Path folder, CapturedOutput output) throws Exception {
        var empty = folder.resolve("none").toString();
        refused(Map.of("SECRET_KEY_FILE", empty), "SECRET_KEY_FILE names a file that does not exist: " + empty, output);
    }

    @Test
    void aSettingThatStandsTwice(@TempDir Path folder, CapturedOutput output) throws Exception {
        var file = Files.writeString(folder.resolve("secret"), "hush hush hush hush hush hush hush");
        refused(
                Map.of("SECRET_KEY_FILE", file.toString(), "SECRET_KEY", "hush"),
                "SECRET_KEY and SECRET_KEY_FILE are both set",
                output);
        assertThat(output.getAll()).doesNotContain("hush");
    }

    private static void refused(Map<String, String> variables, String reason, CapturedOutput output) {
        var before = written(output);
        var failure = catchThrowable(() -> start(variables).close());
        assertThat(failure).isNotNull();
        assertThat(StartFailure.isReported(failure)).isTrue();
        var after = written(output);
        var lines = output.getAll().substring(before, after).lines().toList();
        assertThat(lines)
                .filteredOn(line -> line.contains(REFUSAL))
                .singleElement()
                .asString()
                .startsWith(REFUSAL)
                .contains(reason);
        assertThat(lines)
                .noneMatch(line -> line.startsWith("\tat ") || line.contains(" WARN ") || line.contains("Caused by"));
    }

    /** How much was written when all that was logged before has been: lines are written a moment later. */
    private static int written(CapturedOutput output) {
        var marker = "Begins " + UUID.randomUUID();
        LoggerFactory.getLogger(RefusedStartTests.class).info(marker);
        await().until(() -> output.getAll().contains(marker));
        return output.getAll().indexOf(marker);
    }

    private static ConfigurableApplicationContext start(Map<String, String> variables) {
        var all = new HashMap<String, Object>(Map.of(
                "ENVIRONMENT", "development",
                "DATABASE_URL", TestDatabase.url(),
                "SECRET_KEY", "one of the tests that has more than enough bytes",
                "HOST", "127.0.0.1",
                "PORT", "0"));
        if (variables.containsKey("SECRET_KEY_FILE")) {
            all.remove("SECRET_KEY");
        }
        all.putAll(variables);
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
        return application.run();
    }
}
