package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Two servers of which the first does not answer: migrations and requests find the second. */
@IntegrationTest
class SeveralServersTests {

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    @DynamicPropertySource
    static void twoServers(DynamicPropertyRegistry properties) {
        properties.add("DATABASE_URL", () -> behindAClosedPort(TestDatabase.applicationUrl()));
        properties.add("DATABASE_MIGRATION_URL", () -> behindAClosedPort(TestDatabase.url()));
    }

    private static String behindAClosedPort(String url) {
        return url.replaceFirst("@", "@127.0.0.1:1,")
                + "?targetServerType=primary&application_name=ordergate-two-servers";
    }

    @Test
    void theOneThatAnswersIsTaken() {
        var phone = Api.somePhone();
        var session = api.session(phone);
        assertThat(api.verify(session, api.code(phone)).status()).isEqualTo(201);
        assertThat(api.get("/actuator/health/readiness").status()).isEqualTo(200);
        assertThat(database.count("select count(*) from pg_stat_activity where usename = 'ordergate_app'"
                        + " and application_name = 'ordergate-two-servers'"))
                .isPositive();
    }
}
