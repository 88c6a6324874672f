package io.ordergate.ordering;

import static io.ordergate.ordering.SignedIn.ORDERS;
import static io.ordergate.ordering.SignedIn.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;

/** How a shipped order travels, and why an order is undone, is kept and shown. */
@IntegrationTest
class ParcelTests {

    private static final Map<String, String> PARCEL = Map.of(
            "carrier",
            "Pathao",
            "tracking_number",
            "DL-1",
            "tracking_url",
            "https://parcel.example/t/DL-1?a=b%20c#now");

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    private SignedIn people;
    private String customer;
    private String vendor;

    @BeforeEach
    void signIn() {
        people = new SignedIn(api, database);
        customer = accounts.customer();
        vendor = accounts.vendor();
    }

    @Test
    void aParcelIsGivenWithShippedAndShown() {
        var path = people.placed(customer, OrderStatus.PROCESSING);
        assertThat(people.get(path, customer).json().has("parcel")).isFalse();
        var shipped =
                people.send(HttpMethod.PATCH, path + "/status", Map.of("status", "shipped", "parcel", PARCEL), vendor);
        assertThat(shipped.status()).as(shipped.body()).isEqualTo(200);
        var shown = people.get(path, customer).json().path("parcel");
        PARCEL.forEach((name, value) -> assertThat(shown.path(name).asString()).isEqualTo(value));
        assertThat(people.get(ORDERS, customer)
                        .json()
                        .at("/items/0/parcel/carrier")
                        .asString())
                .isEqualTo("Pathao");
        people.move(path, OrderStatus.DELIVERED, vendor);
        assertThat(people.get(path, customer)
                        .json()
                        .at("/parcel/tracking_number")
                        .asString())
                .as("it stays")
                .isEqualTo("DL-1");
        var csv = csv();
        assertThat(csv.get(0)).endsWith("note,version,status_reason,carrier,tracking_number,tracking_url");
        assertThat(csv.get(1)).endsWith(",Pathao,DL-1,https://parcel.example/t/DL-1?a=b%20c#now");
    }

    @Test
    void aParcelIsReplacedWhileItIsUnderWay() {
        var path = people.placed(customer, OrderStatus.SHIPPED);
        var given = people.send(HttpMethod.PUT, path + "/parcel", PARCEL, vendor);
        assertThat(given.json().at("/parcel/carrier").asString()).isEqualTo("Pathao");
        assertThat(given.json().path("version").asInt()).isEqualTo(2);
        var emptied = people.send(HttpMethod.PUT, path + "/parcel", Map.of("carrier", " "), vendor);
        assertThat(emptied.status()).isEqualTo(200);
        assertThat(emptied.json().has("parcel")).isFalse();
        refused(
                Api.answer(people.calling(HttpMethod.PUT, path + "/parcel", "{}", vendor, "\"1\"")),
                412,
                "stale-version");
        assertThat(people.history(path, customer))
                .filteredOn(event -> event.path("note").asString("").equals("parcel"))
                .hasSize(2)
                .allMatch(event -> event.path("from").equals(event.path("to")));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SHIPPED")
    void onlyAShippedOrderHasAParcelUnderWay(OrderStatus status) {
        var path = people.placed(customer, status);
        refused(people.send(HttpMethod.PUT, path + "/parcel", PARCEL, vendor), 409, "illegal-transition");
        for (var target : status.next()) {
            var answer = people.send(
                    HttpMethod.PATCH,
                    path + "/status",
                    Map.of("status", target.id(), "parcel", Map.of("carrier", "Pathao")),
                    vendor);
            if (target == OrderStatus.SHIPPED) {
                assertThat(answer.status()).isEqualTo(200);
                break;
            }
            refused(answer, 400, "invalid-request");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://parcel.example/1",
                "https://",
                "https://parcel",
                "https://127.0.0.1/1",
                "https://[::1]/1",
                "https://user:secret@parcel.example/1",
                "https://parcel.example/a b",
                "https://parcel.example/<script>",
                "https://parcel.example/\u0001",
                "https://p\u00e4rcel.example/1",
                "https://parcel.example/%zz",
                "//parcel.example/1",
                "javascript:alert(1)//.example",
                "https:parcel.example"
            })
    void anAddressThatIsNotSafeIsRefused(String url) {
        var path = people.placed(customer, OrderStatus.PROCESSING);
        var body = Map.of("status", "shipped", "parcel", Map.of("tracking_url", url));
        var answer = people.send(HttpMethod.PATCH, path + "/status", body, vendor);
        refused(answer, 400, "invalid-request");
        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("parcel.tracking_url");
        assertThat(people.get(path, vendor).field("status")).isEqualTo("processing");
    }

    @Test
    void partsOfAParcelAreBounded() {
        var path = people.placed(customer, OrderStatus.SHIPPED);
        for (var parcel : new Map<?, ?>[] {
            Map.of("carrier", "x".repeat(41)),
            Map.of("carrier", "a\u0000b"),
            Map.of("tracking_number", "1".repeat(41)),
            Map.of("tracking_number", "evil.com"),
            Map.of("tracking_url", "https://parcel.example/" + "x".repeat(300))
        }) {
            refused(people.send(HttpMethod.PUT, path + "/parcel", parcel, vendor), 400, "invalid-request");
        }
    }

    @Test
    void theReasonOfStaffIsInOrderHistoryAndCsv() {
        for (var status : new OrderStatus[] {OrderStatus.RETURNED, OrderStatus.REFUSED}) {
            var path = people.placed(customer, OrderStatus.SHIPPED);
            var body = Map.of("status", status.id(), "note", " Not at home ");
            assertThat(people.send(HttpMethod.PATCH, path + "/status", body, vendor)
                            .field("status_reason"))
                    .isEqualTo("Not at home");
            assertThat(people.history(path, customer).get(1).path("note").asString())
                    .isEqualTo("Not at home");
            assertThat(csv().get(1)).contains("," + status.id() + ",").endsWith(",Not at home,,,");
        }
    }

    @Test
    void theReasonOfACustomerIsKeptWithTheOrderAlone() {
        var path = people.placed(customer);
        var cancelled = people.send(HttpMethod.POST, path + "/cancel", Map.of("note", "Ordered twice"), customer);
        assertThat(cancelled.field("status_reason")).isEqualTo("Ordered twice");
        assertThat(people.history(path, vendor).get(1).path("note").asString()).isEqualTo("Ordered twice");
        assertThat(database.count(
                        "select count(*) from order_events where order_id = $1::uuid and note is not null",
                        SignedIn.id(path)))
                .isZero();
        var again = people.send(HttpMethod.POST, path + "/cancel", Map.of("note", "Another reason"), customer);
        assertThat(again.field("status_reason")).isEqualTo("Ordered twice");
    }

    @Test
    void aNoteOfAnotherStepIsNoReason() {
        var path = people.placed(customer);
        people.send(HttpMethod.PATCH, path + "/status", Map.of("status", "processing", "note", "Soon"), vendor);
        assertThat(people.get(path, customer).json().has("status_reason")).isFalse();
        assertThat(people.history(path, customer).get(1).path("note").asString())
                .isEqualTo("Soon");
    }

    /** The header and the newest order. */
    private List<String> csv() {
        return Api.answer(api.unchecked(HttpMethod.GET, ORDERS, "", headers -> {
                    headers.setBearerAuth(customer);
                    headers.set("Accept", "text/csv");
                }))
                .body()
                .lines()
                .toList();
    }
}
