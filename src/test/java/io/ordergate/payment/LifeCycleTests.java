package io.ordergate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.model.OrderPaymentStatus;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** Every step and every call about money is allowed or refused as the tables in the documents say. */
class LifeCycleTests extends PaymentTest {

    private static final Path DOCUMENT = Path.of("src/docs/orders.md");
    private static final Pattern NAME = Pattern.compile("`([a-z_/]+)`");
    private static final List<String> MONEY =
            List.of("nothing paid", "partially_paid", "paid", "partially_refunded", "refunded");

    private Map<String, String> staff;

    /** A row of a table, without what is around its cells. */
    private record Row(List<String> cells) {

        List<String> names(int cell) {
            return NAME.matcher(cells.get(cell))
                    .results()
                    .map(name -> name.group(1))
                    .toList();
        }

        boolean allows(int cell, String role) {
            var who = Arrays.asList(cells.get(cell).split("[,;] *"));
            return who.contains(role) || (isStaff(role) && who.contains("staff"));
        }
    }

    @BeforeEach
    void signIn() {
        staff = Map.of("vendor", accounts.vendor(), "admin", accounts.admin());
    }

    @ParameterizedTest
    @EnumSource
    void everyStepIsTakenOrRefusedWhateverThePaymentIs(OrderStatus from) throws IOException {
        var steps = table("| from | to | who |");
        for (var payment : OrderPaymentStatus.values()) {
            var unchanged = in(from, payment);
            for (var role : List.of("customer", "stranger", "vendor", "admin")) {
                for (var to : OrderStatus.values()) {
                    var allowed = steps.stream()
                            .anyMatch(row -> row.names(0).contains(from.id())
                                    && row.names(1).contains(to.id())
                                    && row.allows(2, role));
                    var order = allowed ? in(from, payment) : unchanged;
                    var answer = step(order, to, token(order, role));
                    assertThat(answer.status())
                            .as(from + " to " + to + " by a " + role + " while " + payment + ": " + answer.body())
                            .isEqualTo(allowed || isRepeatedCancel(from, to, role) ? 200 : refusal(to, role));
                }
            }
            assertThat(row("select status, payment_status from orders where id = $1", unchanged))
                    .isEqualTo(Map.of("status", from.id(), "payment_status", payment.id()));
        }
    }

    @Test
    void theTableOfTheDocumentIsTheTableOfTheCode() throws IOException {
        var steps = table("| from | to | who |");
        for (var from : OrderStatus.values()) {
            assertThat(steps.stream()
                            .filter(row -> row.names(0).contains(from.id()))
                            .flatMap(row -> row.names(1).stream()))
                    .as(from.id())
                    .containsExactlyInAnyOrderElementsOf(
                            from.next().stream().map(OrderStatus::id).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void moneyIsTakenAndGivenBackAsTheTableSays(OrderStatus status) throws IOException {
        var rows = table("| call | who | order |");
        for (var money : MONEY) {
            for (var role : List.of("customer", "stranger", "vendor", "admin")) {
                for (var call : List.of("payment", "payment/collected", "refund", "refunds/recorded")) {
                    var row = rows.stream()
                            .filter(each -> each.names(0).contains(call) && isOf(each.cells.get(2), status))
                            .findFirst()
                            .orElseThrow();
                    var order = with(money, status);
                    var expected = row.allows(1, role)
                            ? Integer.parseInt(row.cells.get(3 + MONEY.indexOf(money)))
                            : call.equals("payment") ? 404 : 403;
                    assertThat(call(order, call, token(order, role)).status())
                            .as(call + " by a " + role + ", " + status + ", " + money)
                            .isEqualTo(expected);
                }
            }
        }
    }

    private static boolean isOf(String kind, OrderStatus status) {
        return kind.equals("any") || kind.equals("undone") == status.isUndone();
    }

    private static boolean isRepeatedCancel(OrderStatus from, OrderStatus to, String role) {
        return from == OrderStatus.CANCELLED && to == from && !role.equals("stranger");
    }

    private static boolean isStaff(String role) {
        return role.equals("vendor") || role.equals("admin");
    }

    private static int refusal(OrderStatus to, String role) {
        var isStaff = isStaff(role);
        if (to == OrderStatus.CANCELLED && !isStaff) {
            return role.equals("stranger") ? 404 : 409;
        }
        return isStaff ? 409 : 403;
    }

    private Answer step(Placed order, OrderStatus to, String token) {
        return to == OrderStatus.CANCELLED
                ? post(order.path("/cancel"), "", token)
                : Api.answer(api.call(
                        HttpMethod.PATCH, order.path("/status"), "{\"status\":\"" + to.id() + "\"}", headers -> {
                            headers.setBearerAuth(token);
                            headers.setContentType(MediaType.APPLICATION_JSON);
                        }));
    }

    private Answer call(Placed order, String call, String token) {
        return Api.answer(api.call(
                HttpMethod.POST, order.path("/" + call), call.startsWith("refund") ? "{\"all\":true}" : "", headers -> {
                    headers.setBearerAuth(token);
                    if (call.startsWith("refund")) {
                        headers.setContentType(MediaType.APPLICATION_JSON);
                        headers.set("Idempotency-Key", UUID.randomUUID().toString());
                    }
                }));
    }

    private String token(Placed order, String role) {
        return switch (role) {
            case "customer" -> order.token();
            case "stranger" -> accounts.guest();
            default -> staff.get(role);
        };
    }

    private Placed in(OrderStatus status, OrderPaymentStatus payment) {
        var order = order("cash_on_delivery", "BDT", 90_000);
        database.force(
                "update orders set status = $1, payment_status = $2 where id = $3",
                status.id(),
                payment.id(),
                order.id());
        return order;
    }

    /** An order in cash, of which so much was paid and given back. */
    private Placed with(String money, OrderStatus status) {
        var order = order("cash_on_delivery", "BDT", 90_000);
        if (!money.equals("nothing paid")) {
            assertThat(call(order, "payment/collected", staff.get("vendor")).status())
                    .isEqualTo(200);
        }
        if (money.endsWith("refunded")) {
            var amount = money.equals("refunded") ? "900.00" : "300.00";
            assertThat(recorded(order, amount).status()).isEqualTo(200);
        }
        if (money.equals("partially_paid")) {
            database.force(
                    "update orders set total_minor = 100000, payment_status = 'partially_paid' where id = $1",
                    order.id());
        }
        if (!money.equals("nothing paid")) {
            assertThat(orderShows(order)).isEqualTo(money);
        }
        database.force("update orders set status = $1 where id = $2", status.id(), order.id());
        return order;
    }

    private Answer recorded(Placed order, String amount) {
        return Api.answer(api.call(
                HttpMethod.POST, order.path("/refunds/recorded"), "{\"amount\":\"" + amount + "\"}", headers -> {
                    headers.setBearerAuth(staff.get("vendor"));
                    headers.setContentType(MediaType.APPLICATION_JSON);
                    headers.set("Idempotency-Key", UUID.randomUUID().toString());
                }));
    }

    /** The rows of the table that begins so. */
    private static List<Row> table(String head) throws IOException {
        var rows = Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.startsWith(head))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> new Row(Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList()))
                .toList();
        assertThat(rows).isNotEmpty();
        return rows;
    }
}
