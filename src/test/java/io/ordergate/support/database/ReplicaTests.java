package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Lists of staff come from the replica, everything else from the primary. The replica of this test is another database, which
 * holds one order and one account that the primary does not know.
 */
@IntegrationTest
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class ReplicaTests {

    private static final String ORDER = "00000000-0000-7000-8000-00000000abcd";
    private static final String ORDERS = "/api/v1/orders";
    private static final String USERS = "/api/v1/users";
    private static final String FALLBACKS = "ordergate.database.replica.fallbacks";

    private static EmbeddedPostgres replica;

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private MeterRegistry meters;

    @DynamicPropertySource
    static void another(DynamicPropertyRegistry properties) throws IOException, SQLException {
        replica = EmbeddedPostgres.start();
        Flyway.configure().dataSource(replica.getPostgresDatabase()).load().migrate();
        try (var connection = replica.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into orders (id, number, address, payment_method, status, currency, total_minor, search)
                    values ('00000000-0000-7000-8000-00000000abcd', 'BK00000000000000REPK', 'Somewhere',
                            'cash_on_delivery', 'pending', 'BDT', 100, 'bk00000000000000repk rahim lalsalu');
                    insert into order_items (order_id, position, title, unit_price_minor, quantity)
                    values ('00000000-0000-7000-8000-00000000abcd', 0, 'Lalsalu', 100, 1);
                    insert into users (id, name) values ('00000000-0000-7000-8000-00000000abcd', 'Replicated')""");
        }
        properties.add(
                "DATABASE_REPLICA_URL",
                () -> "postgresql://postgres@127.0.0.1:1,127.0.0.1:" + replica.getPort() + "/postgres");
    }

    @AfterAll
    static void stop() throws IOException {
        replica.close();
    }

    @Test
    void listsOfStaffAreReadFromItAndGoOnWhenItStops(CapturedOutput output) throws IOException {
        var vendor = accounts.vendor();
        var admin = accounts.admin();
        var phone = Api.somePhone();
        var session = api.session(phone);
        var placed = api.verify(session, api.code(phone)).field("id");

        for (var query : List.of("", "?q=lalsalu", "?q=0repk", "?status=pending&limit=1")) {
            assertThat(ids(api.get(ORDERS + query, vendor))).as(query).containsExactly(ORDER);
        }
        assertThat(export(vendor)).contains(ORDER).doesNotContain(placed);
        assertThat(ids(api.get(USERS, admin))).containsExactly(ORDER);
        assertThat(ids(api.get(USERS + "/search?q=replicated", admin))).containsExactly(ORDER);
        assertThat(meters.get("r2dbc.pool.max.allocated")
                        .tag("name", "replica")
                        .gauge()
                        .value())
                .isEqualTo(8);

        assertThat(api.get(ORDERS + "/" + ORDER, vendor).status()).isEqualTo(404);
        assertThat(api.get(ORDERS + "/" + placed, vendor).status()).isEqualTo(200);
        assertThat(ids(api.get(ORDERS, accounts.guest(phone)))).containsExactly(placed);
        assertThat(meters.get(FALLBACKS).functionCounter().count()).isZero();

        replica.close();
        for (var query : List.of("", "?q=rahim", "?status=verified", "")) {
            assertThat(ids(api.get(ORDERS + query, vendor)))
                    .as(query)
                    .contains(placed)
                    .doesNotContain(ORDER);
        }
        assertThat(export(vendor)).contains(placed);
        assertThat(api.get(USERS, admin).status()).isEqualTo(200);
        assertThat(api.get("/actuator/health/readiness").status()).isEqualTo(200);
        assertThat(meters.get(FALLBACKS).functionCounter().count()).isGreaterThanOrEqualTo(6);
        assertThat(output.getAll().split("answers in place of the replica", -1)).hasSize(2);
    }

    private String export(String token) {
        return Api.answer(api.call(HttpMethod.GET, ORDERS, "", headers -> {
                    headers.setBearerAuth(token);
                    headers.set("Accept", "text/csv");
                }))
                .body();
    }

    private static List<String> ids(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }
}
