package io.ordergate.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandLineTests {

    @Test
    void questionsAreAnswered() {
        assertThat(CommandLine.answer("--version"))
                .matches("Ordergate \\S+ \\([0-9a-f]{12}\\)|Ordergate \\S+ \\(unknown\\)");
        assertThat(CommandLine.answer("--server.port=0", "--help"))
                .contains("Usage:", "ENVIRONMENT=production", "DATABASE_URL", "SECRET_KEY", "SMS_PROVIDER");
        assertThat(CommandLine.answer("-V")).isEqualTo(CommandLine.answer("--version"));
        assertThat(CommandLine.answer("-h")).isEqualTo(CommandLine.answer("--help"));
    }

    @Test
    void everythingElseIsForTheService() {
        assertThat(CommandLine.answer()).isEmpty();
        assertThat(CommandLine.answer("--server.port=0", "--versions", "help")).isEmpty();
    }
}
