package io.ordergate.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.security.ClientAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/** What admins read of the audit. */
@IntegrationTest
class AuditTests {

    private static final String AUDIT = "/api/v1/audit";

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    @Autowired
    private SecurityEvents events;

    @Test
    void onlyAdminsReadIt() {
        assertThat(api.get(AUDIT, accounts.admin()).status()).isEqualTo(200);
        for (var token : List.of(accounts.vendor(), accounts.customer(), accounts.guest())) {
            var refused = api.get(AUDIT, token);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.field("code")).isEqualTo("forbidden");
        }
        assertThat(api.get(AUDIT).status()).isEqualTo(401);
    }

    @Test
    void showsWhoDidWhatToWhomFromWhere() {
        var subject = UUID.randomUUID();
        var admin = accounts.account("admin");
        record(SecurityEvent.administrative(
                subject,
                admin.id(),
                SecurityEventType.ROLE_CHANGED,
                new ClientAddress("203.0.113.7"),
                Map.of("from", "customer", "to", "vendor")));
        record(SecurityEvent.attempted(null, SecurityEventType.LOGIN_FAILED, new ClientAddress("2001:db8::/64")));

        var event = items(admin.token(), "?subject_id=" + subject).get(0);
        assertThat(event.path("event").asString()).isEqualTo("role-changed");
        assertThat(event.path("actor_id").asString()).isEqualTo(admin.id().toString());
        assertThat(event.path("subject_id").asString()).isEqualTo(subject.toString());
        assertThat(event.path("address").asString()).isEqualTo("203.0.113.7");
        assertThat(event.path("request_id").asString()).isEqualTo("request-of-test");
        assertThat(event.path("detail").path("to").asString()).isEqualTo("vendor");

        var anonymous = items(admin.token(), "?event=login-failed&limit=1").get(0);
        assertThat(anonymous.has("actor_id")).isFalse();
        assertThat(anonymous.has("subject_id")).isFalse();
    }

    @Test
    void everyFilterHolds() {
        var admin = accounts.admin();
        var subject = UUID.randomUUID();
        var actor = UUID.randomUUID();
        insert(subject, actor, "login", "2001-01-01T00:00:00Z");
        insert(subject, actor, "logout", "2001-01-01T00:00:01Z");
        insert(subject, null, "login", "2001-01-01T00:00:02Z");
        insert(UUID.randomUUID(), actor, "login", "2001-01-01T00:00:03Z");

        assertThat(items(admin, "?subject_id=" + subject)).hasSize(3);
        assertThat(items(admin, "?actor_id=" + actor)).hasSize(3);
        assertThat(items(admin, "?actor_id=" + actor + "&subject_id=" + subject))
                .hasSize(2);
        assertThat(items(admin, "?actor_id=" + actor + "&subject_id=" + subject + "&event=logout"))
                .hasSize(1);
        assertThat(items(admin, "?event=login&actor_id=" + actor)).hasSize(2);
        assertThat(times(admin, "?subject_id=" + subject + "&from=2001-01-01T00:00:01Z"))
                .containsExactly("2001-01-01T00:00:02Z", "2001-01-01T00:00:01Z");
        assertThat(times(admin, "?subject_id=" + subject + "&to=2001-01-01T06:00:01%2B06:00"))
                .containsExactly("2001-01-01T00:00:00Z");
        assertThat(items(admin, "?from=2001-01-01T00:00:00Z&to=2001-01-01T06:00:04+06:00&actor_id=" + actor))
                .hasSize(3);
        assertThat(items(admin, "?from=0000-01-01T00:00:00Z&to=1900-01-01T00:00:00Z"))
                .isEmpty();
        assertThat(items(admin, "?event=&from=&cursor=&limit=1")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "cursor, nonsense",
        "cursor, AgAGTPijthLhAAAAAAAABBEA",
        "cursor, AQAGTPijthLhAAAAAAAABBE",
        "cursor, Av_5swdcSe0fAAAAAAAABBE",
        "cursor, AgAGTPijthLhAAAAAAAABBF",
        "limit, 0",
        "limit, 101",
        "limit, ten",
        "limit, 5&limit=6",
        "event, logn",
        "actor_id, 1-1-1-1-1",
        "subject_id, me",
        "from, yesterday",
        "from, 2001-02-30T00:00:00Z",
        "to, +999999999-01-01T00:00:00Z",
    })
    void aQueryThatIsNotUnderstoodIsRefusedByName(String field, String value) {
        var refused = api.get(AUDIT + "?" + field + "=" + value, accounts.admin());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.field("code")).isEqualTo("invalid-request");
        assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo(field);
    }

    @Test
    void pagesNeitherSkipNorRepeatWhileEventsArrive() {
        var admin = accounts.admin();
        var subject = UUID.randomUUID();
        for (var number = 0; number < 60; number++) { // three at each moment: the time alone does not sort them
            insert(subject, null, "login", "2001-01-01T00:00:%02dZ".formatted(number / 3));
        }
        var before = ids(database.rows(
                "select id from security_events where subject_id = $1 order by at desc, id desc", subject));
        var arriving = arriving(subject);
        try {
            var seen = new ArrayList<Long>();
            var cursor = "";
            do {
                var page = api.get(AUDIT + "?limit=7&subject_id=" + subject + cursor, admin);
                seen.addAll(numbers(page));
                cursor = "&cursor=" + page.field("next_cursor");
            } while (!cursor.endsWith("="));
            assertThat(seen).doesNotHaveDuplicates();
            assertThat(seen.subList(seen.size() - 60, seen.size())).isEqualTo(before);
        } finally {
            arriving.dispose();
        }
    }

    @Test
    void aFullLastPageHasNoNext() {
        var subject = UUID.randomUUID();
        for (var second = 0; second < 4; second++) {
            insert(subject, null, "login", "2001-01-01T00:00:0" + second + "Z");
        }
        var admin = accounts.admin();
        var first = api.get(AUDIT + "?limit=2&subject_id=" + subject, admin);
        var second = api.get(AUDIT + "?limit=2&subject_id=" + subject + "&cursor=" + first.field("next_cursor"), admin);
        assertThat(first.json().path("items").size()).isEqualTo(2);
        assertThat(second.json().path("items").size()).isEqualTo(2);
        assertThat(second.json().has("next_cursor")).isFalse();
    }

    /** New events of the same account, as fast as they can be stored. */
    private Disposable arriving(UUID subject) {
        return Flux.range(0, Integer.MAX_VALUE)
                .concatMap(number -> events.record(
                        SecurityEvent.selfService(subject, SecurityEventType.LOGIN, new ClientAddress("127.0.0.1"))))
                .subscribeOn(Schedulers.boundedElastic())
                .subscribe();
    }

    private void record(SecurityEvent event) {
        events.record(event)
                .contextWrite(context -> context.put("request_id", "request-of-test"))
                .block(Duration.ofSeconds(10));
    }

    private void insert(UUID subject, UUID actor, String event, String at) {
        database.run("""
                insert into security_events (at, event, actor_id, subject_id, address)
                values ($1::timestamptz, $2, $3, $4, '127.0.0.1')""", at, event, actor, subject);
    }

    private List<JsonNode> items(String token, String query) {
        var page = api.get(AUDIT + query, token);
        assertThat(page.status()).as(query).isEqualTo(200);
        return page.json().path("items").valueStream().toList();
    }

    private List<String> times(String token, String query) {
        return items(token, query).stream()
                .map(item -> item.path("at").asString())
                .toList();
    }

    private static List<Long> numbers(Answer page) {
        return page.json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asLong())
                .toList();
    }

    private static List<Long> ids(List<Map<String, Object>> rows) {
        return rows.stream().map(row -> (Long) row.get("id")).toList();
    }
}
