package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import io.ordergate.testing.Contract;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.route.RouteIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** Who may call what. A route without a row in the table fails; each cell calls with people of its own. */
@IntegrationTest
class AuthorisationTests {

    /**
     * The status that each caller gets. Bodies are empty objects, so that whoever is let in is told 400 where a body is
     * read. {id} is an order or the account of the customer, and the guest holds the customer's phone: both are the
     * owner of the order. To erase an account takes more than a token.
     */
    private static final String TABLE = """
            route                             nobody guest customer other vendor admin deactivated expired foreign none

            GET    /api/v1/orders/{id}           401   200      200   404    200   200         401     401     401  401
            GET    /api/v1/orders                401   200      200   200    200   200         401     401     401  401
            GET    /api/v1/orders/my             401   200      200   200    200   200         401     401     401  401
            GET    /api/v1/orders/stream         401   200      200   200    200   200         401     401     401  401
            GET    /api/v1/orders/summary        401   403      403   403    400   400         401     401     401  401
            POST   /api/v1/orders                401   400      400   400    400   400         401     401     401  401
            PUT    /api/v1/orders/{id}           401   400      400   400    400   400         401     401     401  401
            DELETE /api/v1/orders/{id}           401   204      204   404    204   204         401     401     401  401
            GET    /api/v1/orders/{id}/history   401   200      200   404    200   200         401     401     401  401
            GET    /api/v1/orders/{id}/timeline  401   403      403   403    200   200         401     401     401  401
            PATCH  /api/v1/orders/{id}/status    401   403      403   403    400   400         401     401     401  401
            PUT    /api/v1/orders/{id}/status    401   403      403   403    400   400         401     401     401  401
            POST   /api/v1/orders/{id}/cancel    401   200      200   404    200   200         401     401     401  401
            PATCH  /api/v1/orders/{id}/cancel    401   200      200   404    200   200         401     401     401  401
            POST   /api/v1/orders/fulfilment/run 401   403      403   403    403   200         401     401     401  401
            POST   /api/v1/orders/{id}/payment   401   200      200   404    200   200         401     401     401  401
            GET    /api/v1/orders/{id}/payment   401   200      200   404    200   200         401     401     401  401
            POST   /api/v1/orders/{id}/payment/confirm   401 400 400   400    400   400        401     401     401  401
            POST   /api/v1/orders/{id}/payment/collected 401 403 403   403    200   200        401     401     401  401
            POST   /api/v1/orders/{id}/payment-link 401 403 403    403    409    409        401     401     401  401
            POST   /api/v1/orders/{id}/refund    401   403      403   403    403   400         401     401     401  401
            PUT    /api/v1/orders/{id}/parcel    401   403      403   403    409   409         401     401     401  401
            POST   /api/v1/orders/{id}/refunds/recorded 401 403  403   403    400   400         401     401     401  401
            GET    /api/v1/payments/flagged      401   403      403   403    403   200         401     401     401  401
            POST   /api/v1/payments/flagged/{id}/resolve 401 403 403   403    403   400        401     401     401  401
            GET    /api/v1/prices                401   403      403   403    200   200         401     401     401  401
            PUT    /api/v1/prices                401   403      403   403    403   400         401     401     401  401
            DELETE /api/v1/prices/{product_id}   401   403      403   403    403   404         401     401     401  401
            GET    /orders                       401   200      200   200    200   200         401     401     401  401
            GET    /orders/{id}                  401   200      200   404    200   200         401     401     401  401
            DELETE /orders/{id}                  401   200      200   404    200   200         401     401     401  401
            PUT    /orders/{id}/status           401   403      403   403    400   400         401     401     401  401
            PATCH  /orders/{id}/cancel           401   200      200   404    200   200         401     401     401  401
            POST   /orders                       401   400      400   400    400   400         401     401     401  401
            POST   /api/orders/create            401   400      400   400    400   400         401     401     401  401
            GET    /api/orders                   401   200      200   200    200   200         401     401     401  401
            POST   /api/orders                   401   400      400   400    400   400         401     401     401  401
            GET    /api/orders/my                401   200      200   200    200   200         401     401     401  401
            GET    /api/orders/{id}              401   200      200   404    200   200         401     401     401  401
            PUT    /api/orders/{id}              401   400      400   400    400   400         401     401     401  401
            DELETE /api/orders/{id}              401   204      204   404    204   204         401     401     401  401
            PATCH  /api/orders/{id}/status       401   403      403   403    400   400         401     401     401  401
            GET    /api/auth/me                  401   403      200   200    200   200         401     401     401  401
            GET    /api/users/me                 401   403      200   200    200   200         401     401     401  401
            PUT    /api/users/me                 401   403      200   200    200   200         401     401     401  401
            GET    /api/users                    401   403      403   403    403   200         401     401     401  401
            GET    /api/users/search             401   403      403   403    403   400         401     401     401  401
            POST   /api/v1/auth/logout-all       401   403      204   204    204   204         401     401     401  401
            POST   /api/v1/users/me/confirm      401   403      202   202    202   202         401     401     401  401
            POST   /api/v1/users/me/phone        401   403      400   400    400   400         401     401     401  401
            POST   /api/v1/users/me/phone/verify 401   403      400   400    400   400         401     401     401  401
            GET    /api/v1/auth/me               401   403      200   200    200   200         401     401     401  401
            GET    /api/v1/users/me              401   403      200   200    200   200         401     401     401  401
            PUT    /api/v1/users/me              401   403      200   200    200   200         401     401     401  401
            DELETE /api/v1/users/me              401   403      400   400    400   400         401     401     401  401
            GET    /api/v1/users                 401   403      403   403    403   200         401     401     401  401
            GET    /api/v1/users/search          401   403      403   403    403   400         401     401     401  401
            GET    /api/v1/users/{id}            401   403      403   403    403   200         401     401     401  401
            PATCH  /api/v1/users/{id}            401   403      403   403    403   200         401     401     401  401
            GET    /api/v1/users/me/sessions     401   403      200   200    200   200         401     401     401  401
            DELETE /api/v1/users/me/sessions/{session} 401 403  404   404    404   404         401     401     401  401
            GET    /api/v1/users/{id}/sessions   401   403      403   403    403   200         401     401     401  401
            DELETE /api/v1/users/{id}/sessions   401   403      403   403    403   204         401     401     401  401
            DELETE /api/v1/users/{id}/sessions/{session} 401 403 403  403    403   404         401     401     401  401
            POST   /api/v1/auth/second-factor    401   403      400   400    400   400         401     401     401  401
            POST   /api/v1/auth/second-factor/options 401 403   200   200    200   200         401     401     401  401
            GET    /api/v1/users/me/second-factor 401  403      403   403    200   200         401     401     401  401
            POST   /api/v1/users/me/second-factor/totp 401 403  403   403    200   200         401     401     401  401
            DELETE /api/v1/users/me/second-factor/totp 401 403  403   403    404   404         401     401     401  401
            POST   /api/v1/users/me/second-factor/totp/confirm 401 403 403 403 400 400         401     401     401  401
            POST   /api/v1/users/me/second-factor/recovery-codes 401 403 403 403 404 404       401     401     401  401
            POST   /api/v1/users/me/second-factor/passkeys 401 403 403  403    400   400       401     401     401  401
            POST   /api/v1/users/me/second-factor/passkeys/options 401 403 403 403 200 200     401     401     401  401
            DELETE /api/v1/users/me/second-factor/passkeys/{id} 401 403 403 403 404 404        401     401     401  401
            DELETE /api/v1/users/{id}/second-factor 401 403     403   403    403   404         401     401     401  401
            GET    /api/v1/audit                 401   403      403   403    403   200         401     401     401  401
            GET    /api/v1/sms/stats             401   403      403   403    200   200         401     401     401  401
            GET    /api/v1/sms/funnel            401   403      403   403    200   200         401     401     401  401
            GET    /api/v1/sms/guard             401   403      403   403    403   200         401     401     401  401
            PUT    /api/v1/sms/guard             401   403      403   403    403   400         401     401     401  401
            GET    /api/v1/outbox/parked         401   403      403   403    403   200         401     401     401  401
            POST   /api/v1/outbox/parked/{id}/retry 401 403     403   403    403   404         401     401     401  401
            DELETE /api/v1/outbox/parked/{id}    401   403      403   403    403   404         401     401     401  401
            GET    /api/v1/webhooks/endpoints 401 403 403 403 403 200 401 401 401 401
            POST   /api/v1/webhooks/endpoints 401 403 403 403 403 400 401 401 401 401
            GET    /api/v1/webhooks/endpoints/{id} 401 403 403 403 403 404 401 401 401 401
            PATCH  /api/v1/webhooks/endpoints/{id} 401 403 403 403 403 404 401 401 401 401
            DELETE /api/v1/webhooks/endpoints/{id} 401 403 403 403 403 404 401 401 401 401
            POST   /api/v1/webhooks/endpoints/{id}/rotate 401 403 403 403 403 404 401 401 401 401
            GET    /api/v1/webhooks/endpoints/{id}/deliveries 401 403 403 403 403 404 401 401 401 401
            POST   /api/v1/webhooks/endpoints/{id}/deliveries/{delivery}/redeliver 401 403 403 403 403 404 401 401 401 401
            GET    /api/v1/invitations           401   403      403   403    403   200         401     401     401  401
            POST   /api/v1/invitations           401   403      403   403    403   400         401     401     401  401
            DELETE /api/v1/invitations/{id}      401   403      403   403    403   404         401     401     401  401
            POST   /api/v1/invitations/accept    401   403      400   400    400   400         401     401     401  401
            POST /api/v1/webhooks/{id}/test 401 403 403 403 403 404 401 401 401 401
            """;

    /** Open to everybody, whatever token comes along: the status with an empty object for a body. */
    private static final Map<String, Integer> OPEN = open("""
            POST /api/v1/orders/initiate 400
            POST /api/v1/orders/resend-code 400
            POST /api/v1/orders/change 400
            POST /api/v1/orders/verify 400
            POST /api/v1/verifications/status 400
            POST /api/v1/auth/send-otp 400
            POST /api/v1/auth/resend-otp 400
            POST /api/v1/auth/verify-otp 400
            POST /api/v1/auth/forgot-password 400
            POST /api/v1/auth/reset-password 400
            POST /api/v1/auth/register 400
            POST /api/v1/auth/login 400
            POST /api/v1/auth/refresh 400
            DELETE /api/v1/auth/refresh 204
            POST /api/v1/auth/logout 400
            GET /o/{token} 404
            POST /o/{token}/payments 404
            GET /payments/return/bkash 404
            GET /payments/return/nagad 404
            GET /payments/return/stripe 404
            GET /payments/return/sslcommerz 404
            POST /payments/return/sslcommerz 404
            GET /payments/return/razorpay 404
            POST /payments/return/razorpay 404
            POST /webhooks/sslcommerz 403
            POST /webhooks/bkash 403
            POST /webhooks/till/{id}/{key} 403
            POST /webhooks/till/{id}/refunds/{refund}/{key}/{kind} 403
            POST /webhooks/razorpay 403
            POST /webhooks/stripe 403
            POST /api/v1/webhooks/razorpay 403
            POST /webhooks/sms/{provider} 403
            POST /webhooks/sms/{provider}/{key} 403
            POST /api/v1/webhooks/sms/{provider} 403
            POST /api/v1/webhooks/sms/{provider}/{key} 403
            GET /api/v1/health 200
            POST /orders/initiate 400
            POST /orders/verify 400
            POST /orders/resend-code 400
            POST /auth/register 400
            POST /auth/login 400
            POST /api/register 400
            POST /api/login 400
            POST /api/auth/register 400
            POST /api/auth/login 400
            POST /api/auth/refresh 400
            GET /health 200
            GET /.well-known/jwks.json 200
            GET /openapi.yaml 200
            GET /openapi-replaced.yaml 200
            GET /docs 200
            GET /redoc 200
            GET /docs/assets/{file} 200
            GET / 200
            GET /shop/assets/{file} 200
            GET /api/v1/client-settings 200
            GET /api/v1/products 200
            GET /console 200
            GET /console/assets/{file} 200
            GET /pages/assets/{file} 200
            GET /pages/assets/directives/{file} 200
            GET /problems 200
            GET /problems/{code} 200
            GET /dev/inbox 200
            GET /dev/inbox/assets/{file} 200
            """);

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    @Autowired
    private RouteIndex routes;

    @Test
    void everyRouteHasARow() {
        var served = routes.all().stream()
                .map(route ->
                        route.method() + " " + route.path().getPatternString().replaceAll("\\{(\\w+):[^/]*}", "{$1}"))
                .collect(Collectors.toCollection(TreeSet::new));
        var rows = new TreeSet<>(OPEN.keySet());
        assertThat(guarded().keySet()).as("either open or guarded").doesNotContainAnyElementsOf(rows);
        rows.addAll(guarded().keySet());
        assertThat(rows).isEqualTo(served);
    }

    @TestFactory
    Stream<DynamicTest> eachCallerGetsWhatTheTableSays() {
        return guarded().entrySet().stream().flatMap(row -> row.getValue().entrySet().stream()
                .map(cell -> dynamicTest(row.getKey() + " by " + cell.getKey(), () -> {
                    var people = new People(accounts, api, database);
                    assertThat(status(row.getKey(), people, people.token(cell.getKey())))
                            .isEqualTo(cell.getValue());
                })));
    }

    @TestFactory
    Stream<DynamicTest> aTokenIsNotLookedAtWhereNoneIsNeeded() {
        return OPEN.entrySet().stream()
                .map(row -> dynamicTest(row.getKey(), () -> {
                    var people = new People(accounts, api, database);
                    for (var caller : List.of("nobody", "customer", "deactivated", "expired", "foreign", "none")) {
                        assertThat(status(row.getKey(), people, people.token(caller)))
                                .as(caller)
                                .isEqualTo(row.getValue());
                    }
                }));
    }

    private int status(String route, People people, String token) {
        var method = HttpMethod.valueOf(route.substring(0, route.indexOf(' ')));
        var path = route.substring(route.indexOf(' ') + 1)
                .replace("/orders/{id}", "/orders/" + people.order())
                .replace("/passkeys/{id}", "/passkeys/" + UUID.randomUUID())
                .replace("/users/{id}", "/users/" + people.customer())
                .replace("/parked/{id}", "/parked/0")
                .replace("{product_id}", "no-product")
                .replace("/webhooks/{id}", "/webhooks/" + UUID.randomUUID())
                .replace("/invitations/{id}", "/invitations/" + UUID.randomUUID())
                .replace("/endpoints/{id}", "/endpoints/" + UUID.randomUUID())
                .replace("{session}", UUID.randomUUID().toString())
                .replace("{delivery}", UUID.randomUUID().toString())
                .replace("/flagged/{id}", "/flagged/" + people.customer())
                .replace("/till/{id}", "/till/" + UUID.randomUUID())
                .replace("{refund}", UUID.randomUUID().toString())
                .replace("{kind}", "result")
                .replace("directives/{file}", "directives/repeat.js")
                .replace(
                        "/{file}",
                        "/"
                                + Map.of(
                                                "/docs",
                                                "docs",
                                                "/dev",
                                                "inbox",
                                                "/shop",
                                                "shop",
                                                "/console",
                                                "console",
                                                "/pages",
                                                "pages")
                                        .getOrDefault(route.replaceFirst(".* (/\\w+).*", "$1"), "")
                                + ".css")
                .replace("{provider}", "infobip")
                .replace("{key}", "guessed")
                .replace("{token}", "guessed")
                .replace("{code}", "wrong-code");
        if (path.endsWith("/stream")) {
            return api.opening(path, token);
        }
        var operation = Contract.operation(method.name(), route.substring(route.indexOf(' ') + 1));
        var body = operation.has("requestBody") ? "{}" : "";
        return Api.answer(api.call(method, path, body, headers -> {
                    headers.setContentType(MediaType.APPLICATION_JSON);
                    if (!token.isEmpty()) {
                        headers.setBearerAuth(token);
                    }
                }))
                .status();
    }

    private static Map<String, Map<String, Integer>> guarded() {
        var lines = TABLE.lines().filter(line -> !line.isBlank()).toList();
        var callers = words(lines.get(0)).subList(1, 11);
        var rows = new LinkedHashMap<String, Map<String, Integer>>();
        for (var line : lines.subList(1, lines.size())) {
            var words = words(line);
            var cells = new LinkedHashMap<String, Integer>();
            for (var column = 0; column < callers.size(); column++) {
                cells.put(callers.get(column), Integer.valueOf(words.get(column + 2)));
            }
            put(rows, words, cells);
        }
        return rows;
    }

    private static Map<String, Integer> open(String table) {
        var rows = new LinkedHashMap<String, Integer>();
        table.lines().map(AuthorisationTests::words).forEach(words -> put(rows, words, Integer.valueOf(words.get(2))));
        return rows;
    }

    /** One row a route: a second one would silently win. */
    private static <T> void put(Map<String, T> rows, List<String> words, T value) {
        var route = words.get(0) + " " + words.get(1);
        assertThat(rows.put(route, value)).as("an earlier row of " + route).isNull();
    }

    private static List<String> words(String line) {
        return new ArrayList<>(Arrays.asList(line.strip().split("\\s+", -1)));
    }
}
