package io.ordergate.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SettingFilesTests {

    @TempDir
    private Path folder;

    @Test
    void everySettingCanComeFromAFile() throws Exception {
        var variables = new HashMap<String, String>();
        for (var name : SettingFiles.names()) {
            variables.put(name + "_FILE", file(name, "value of " + name + "\n").toString());
        }
        var environment = environment(variables);
        for (var name : SettingFiles.names()) {
            assertThat(environment.getProperty(name)).isEqualTo("value of " + name);
        }
        assertThat(SettingFiles.names())
                .contains(
                        "SECRET_KEY",
                        "SECRET_KEYS_PREVIOUS",
                        "TOKEN_PRIVATE_KEY",
                        "DATABASE_URL",
                        "DATABASE_MIGRATION_URL",
                        "DATABASE_REPLICA_URL",
                        "DATABASE_LISTEN_URL",
                        "ADMIN_PASSWORD",
                        "TWILIO_AUTH_TOKEN",
                        "SMS_WEBHOOK_SECRET",
                        "RAZORPAY_KEY_SECRET",
                        "BKASH_PASSWORD",
                        "NAGAD_MERCHANT_PRIVATE_KEY")
                .doesNotContain("LOG");
    }

    @Test
    void whatIsInAFileIsTakenAsItStandsThere() throws Exception {
        var value = "-----BEGIN KEY-----\n a${SHOP_NAME}$b#c \"d\" \\n\n-----END KEY-----";
        var environment = environment(Map.of(
                "SECRET_KEY_FILE", file("key", "\ufeff" + value + "\r\n\n").toString()));
        assertThat(environment.getProperty("SECRET_KEY")).isEqualTo(value);
        assertThat(environment.resolvePlaceholders("${SECRET_KEY:}")).isEqualTo(value);
    }

    @Test
    void filesThatCannotBeReadAreNamed() throws Exception {
        var latin = Files.write(folder.resolve("latin"), new byte[] {(byte) 0xe9, 'a'});
        assertThatThrownBy(() -> environment(
                        Map.of("SECRET_KEY_FILE", latin.toString(), "DATABASE_URL_FILE", folder.toString())))
                .hasMessageContaining("SECRET_KEY_FILE names a file that is not UTF-8")
                .hasMessageContaining("DATABASE_URL_FILE names a file that cannot be read");
    }

    private Path file(String name, String content) throws Exception {
        return Files.writeString(folder.resolve(name), content);
    }

    private static StandardEnvironment environment(Map<String, String> variables) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>(variables)));
        new SettingFiles().postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }
}
