package io.ordergate.identity.factor;

import static io.ordergate.identity.factor.Staff.OWN;
import static io.ordergate.identity.factor.Staff.STAFF_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.identity.signin.People;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.route.ApiRoute;
import io.ordergate.web.route.FirstFactorRoutes;
import io.ordergate.web.route.PublicPaths;
import io.ordergate.web.route.RouteIndex;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;

/** Second factors as in production: admins must have one. */
@IntegrationTest
@Import(People.class)
@TestPropertySource(properties = "ordergate.second-factor.staff=required")
class RequiredFactorTests {

    @Autowired
    private Api api;

    @Autowired
    private People people;

    @Autowired
    private Database database;

    @Autowired
    private RouteIndex routes;

    @Autowired
    private List<PublicPaths> open;

    @Autowired
    private List<FirstFactorRoutes> declared;

    @Test
    void anAdminWithoutOneMayDoNothingButEnrol() {
        var admin = people.admin();
        var guarded = routes.all().stream().filter(this::needsTheFactor).toList();
        assertThat(guarded).hasSizeGreaterThan(60);
        assertThat(guarded).allSatisfy(route -> {
            var path = path(route);
            var body = HttpMethod.GET.equals(route.method()) ? "" : "{}";
            var answer = Api.answer(api.unchecked(route.method(), path, body, headers -> {
                headers.setBearerAuth(admin.token());
                headers.setContentType(MediaType.APPLICATION_JSON);
            }));
            assertThat(answer.status()).as(path).isEqualTo(403);
            assertThat(answer.body()).as(path).contains("second-factor-required");
        });
    }

    @Test
    void aFirstAdminEnrolsAndIsIn() {
        var admin = people.admin();
        var staff = new Staff(people, database);
        var refused = people.get(STAFF_ONLY, admin.token());
        assertThat(refused.field("code")).isEqualTo("second-factor-required");
        assertThat(refused.json().path("methods")).isEmpty();
        assertThat(staff.show(admin).json().path("required").asBoolean()).isTrue();
        staff.enrolled(admin);
        assertThat(people.get(STAFF_ONLY, admin.token()).status()).isEqualTo(200);
        assertThat(people.patch(people.customer(), java.util.Map.of("active", true), admin)
                        .status())
                .as("a fresh proof")
                .isEqualTo(200);
        assertThat(staff.call(HttpMethod.DELETE, OWN + "/totp", null, admin.token())
                        .status())
                .isEqualTo(204);
        assertThat(people.get(STAFF_ONLY, admin.token()).field("code"))
                .as("without one again")
                .isEqualTo("second-factor-required");
    }

    @Test
    void vendorsAndCustomersNeedNone() {
        assertThat(people.get(STAFF_ONLY, people.vendor().token()).status()).isEqualTo(200);
        assertThat(people.get("/api/v1/orders", people.customer().token()).status())
                .isEqualTo(200);
    }

    @Test
    void whoIsMadeAnAdminNeedsOneFromTheNextCallOn() {
        var customer = people.customer();
        assertThat(people.get("/api/v1/orders", customer.token()).status()).isEqualTo(200);
        database.run("update users set role = 'admin' where id = $1", customer.id());
        assertThat(people.get("/api/v1/orders", customer.token()).field("code")).isEqualTo("second-factor-required");
    }

    private boolean needsTheFactor(ApiRoute route) {
        var pattern = route.path().getPatternString();
        return open.stream().noneMatch(feature -> feature.paths().contains(pattern))
                && declared.stream().noneMatch(feature -> feature.routes().contains(route.method() + " " + pattern));
    }

    private static String path(ApiRoute route) {
        return route.path()
                .getPatternString()
                .replaceAll("\\{\\w+:\\[0-9a-f[^/]*}", UUID.randomUUID().toString())
                .replaceAll("\\{\\w+:[^/]*}", "1")
                .replaceAll("\\{\\w+}", "1");
    }
}
