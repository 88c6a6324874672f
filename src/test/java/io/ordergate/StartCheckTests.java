package io.ordergate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
    @ValueSource(strings = {"console", "twilio,console", "twilio, console"})
    void productionSendsNoCodesToTheLog(String providers) {
        assertThat(StartCheck.missing(production().withProperty("ordergate.sms.providers", providers), PACKAGED))
                .singleElement()
                .asString()
                .startsWith("SMS_PROVIDER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "https://shop.example,*", "https://shop.example, *"})
    void productionNamesTheOriginsItTrusts(String origins) {
        assertThat(StartCheck.missing(production().withProperty("ordergate.web.allowed-origins", origins), PACKAGED))
                .singleElement()
                .asString()
                .startsWith("ALLOWED_ORIGINS");
    }

    @Test
    void everythingThatIsMissingIsSaidInOneLine() {
        var settings = new MockEnvironment()
                .withProperty("ordergate.environment", "production")
                .withProperty("ordergate.sms.providers", "console")
                .withProperty("ordergate.web.allowed-origins", "*");
        var refusal = new StartCheck.Refused(StartCheck.missing(settings, EMBEDDED));
        assertThat(refusal)
                .hasMessageStartingWith("Ordergate cannot start: ")
                .hasMessageContainingAll("DATABASE_URL", "SECRET_KEY", "SMS_PROVIDER", "ALLOWED_ORIGINS");
        assertThat(String.valueOf(refusal.getMessage()).lines()).hasSize(1);
        assertThat(refusal.getStackTrace()).isEmpty();
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
                .withProperty("DATABASE_URL", "postgresql://u:p@db/ordergate")
                .withProperty("ordergate.secret.key", "a secret of the tests, 32 bytes long or more")
                .withProperty("ordergate.sms.providers", "twilio,infobip")
                .withProperty("ordergate.web.allowed-origins", "https://shop.example");
    }
}
