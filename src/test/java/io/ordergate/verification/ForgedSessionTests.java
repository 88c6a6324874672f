package io.ordergate.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** The database of this service cannot be reached: whatever asks it gets 503, and 401 was decided without it. */
@IntegrationTest
@TestPropertySource(
        properties = {"DATABASE_URL=postgresql://nobody@127.0.0.1:1/nothing", "spring.flyway.enabled=false"})
class ForgedSessionTests {

    @Autowired
    private Api api;

    @Autowired
    private SecretKeys keys;

    @Autowired
    private Ids ids;

    @Test
    void aForgedOrAlteredSessionTokenCausesNoDatabaseCall() {
        var genuine = new SessionToken(keys.current(), ids.next()).text();
        assertThat(api.verify(genuine, "123456").status())
                .as("a genuine token is looked up")
                .isEqualTo(503);
        assertThat(api.resend(genuine).status()).isEqualTo(503);
        for (var position = 0; position < genuine.length(); position++) {
            var other = genuine.charAt(position) == 'A' ? 'B' : 'A';
            var altered = genuine.substring(0, position) + other + genuine.substring(position + 1);
            assertThat(api.verify(altered, "123456").status()).isEqualTo(401);
            assertThat(api.resend(altered).status()).isEqualTo(401);
        }
        assertThat(api.verify("made up", "123456").status()).isEqualTo(401);
        assertThat(api.verify(genuine + "A", "123456").status()).isEqualTo(401);
        assertThat(status(genuine).status()).isEqualTo(503);
        assertThat(status(genuine + "A").status()).isEqualTo(401);
        assertThat(status((genuine.charAt(0) == 'A' ? "B" : "A") + genuine.substring(1))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void anUnreachableDatabaseIsAnOutageThatTellsWhenToComeBack() {
        var answer = api.initiate(Api.somePhone());
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.field("code")).isEqualTo("service-unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(api.get("/actuator/health/liveness").status()).isEqualTo(200);
        assertThat(api.get("/actuator/health/readiness").status()).isEqualTo(503);
    }

    private Answer status(String session) {
        return api.post("/api/v1/verifications/status", Map.of("session_token", session));
    }
}
