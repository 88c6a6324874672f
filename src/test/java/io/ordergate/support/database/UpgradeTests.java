package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.EmailAddress;
import io.ordergate.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database that the first version has filled is brought to where this one needs it, and nobody loses anything. */
class UpgradeTests {

    private static final String FIRST_VERSION = "11";

    /** Paid by half, paid in another currency, paid, refunded, under way; each was called what the column says. */
    private static final String ORDERS = """
            insert into orders (id, number, phone, address, payment_method, payment_status, status, currency, total_minor, search)
            select ('00000000-0000-7000-8000-00000000000' || n)::uuid, 'A' || n, '+8801700000001', 'House 7', 'card', called, 'verified',
                   'BDT', 900, ''
              from (values (1, 'paid'), (2, 'paid'), (3, 'paid'), (4, 'refunded'), (5, 'pending')) o (n, called);
            insert into payments (id, order_id, attempt, provider, status, currency, amount_minor, captured_minor, reference)
            select ('00000000-0000-7000-9000-00000000000' || n)::uuid, ('00000000-0000-7000-8000-00000000000' || n)::uuid, 1, 'razorpay',
                   status, currency, amount, captured, 'order_' || n
              from (values (1, 'paid', 'BDT', 100, 100), (2, 'paid', 'INR', 900, 900), (3, 'paid', 'BDT', 900, 900),
                           (4, 'paid', 'BDT', 900, 900), (5, 'pending', 'BDT', 900, 0)) p (n, status, currency, amount, captured);
            insert into refunds (id, payment_id, amount_minor, cause, status)
            values (gen_random_uuid(), '00000000-0000-7000-9000-000000000004', 900, 'admin', 'settled');
            update payments set status = 'refunded' where reference = 'order_4'""";

    private static final String CODES = """
            insert into challenges (id, key_id, purpose, phone, country, payload, about, max_attempts, max_sends, expires_at)
            values (gen_random_uuid(), '\\x00', 'login', '+8801700000001', 'BD', '{}', '{}', 5, 4, now() + interval '5 minutes')""";

    private static final Map<String, String> ADDRESSES = new TreeMap<>(Map.of(
            "plain", "Kunde@Shop.example",
            "decomposed", "u\u0308ml@shop.example",
            "punycode", "a.b@xn--bcher-kva.example",
            "capital", "x@B\u00DCCHER2.example",
            "first", "twin@b\u00FCcher.example",
            "second", "twin@xn--bcher-kva.example",
            "quoted", "\"a b\"@shop.example"));

    @BeforeAll
    static void upgrade() throws SQLException {
        try (var server = connect("");
                var statement = server.createStatement()) {
            statement.execute("create database earlier");
        }
        flyway(FIRST_VERSION).migrate();
        try (var earlier = connect("earlier");
                var statement = earlier.createStatement();
                var user = earlier.prepareStatement(
                        "insert into users (id, name, email) values (gen_random_uuid(), ?, ?)")) {
            statement.execute(ORDERS);
            statement.execute(CODES);
            for (var address : ADDRESSES.entrySet()) {
                user.setString(1, address.getKey());
                user.setString(2, address.getValue());
                user.executeUpdate();
            }
        }
        flyway("latest").migrate();
    }

    @AfterAll
    static void drop() throws SQLException {
        try (var server = connect("");
                var statement = server.createStatement()) {
            statement.execute("drop database earlier");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, partially_paid", "2, partially_paid", "3, paid", "4, refunded", "5, pending"})
    void ordersAreCalledWhatWasPaidForThem(int number, String called) throws SQLException {
        assertThat(one("select payment_status from orders where number = 'A" + number + "'"))
                .isEqualTo(called);
    }

    /** Whoever registered with another form of the address signs in with it, and nobody else can take it. */
    @ParameterizedTest
    @CsvSource({"plain", "decomposed", "punycode", "capital", "first"})
    void accountsAreFoundByTheAddressThatTheyWereMadeWith(String name) throws SQLException {
        var key = EmailAddress.keyOf(ADDRESSES.get(name));
        assertThat(one("select name from users where email_key = '" + key + "'"))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"plain", "second", "quoted"})
    void whatIsTakenOrNoAddressStays(String name) throws SQLException {
        assertThat(one("select email from users where name = '" + name + "'")).isEqualTo(ADDRESSES.get(name));
    }

    @Test
    void codesUnderWayHoldTheWaitOfTheirPhone() throws SQLException {
        assertThat(one("select count(*) from last_codes where phone = '+8801700000001'"))
                .isEqualTo("1");
    }

    @Test
    void ordersFromBeforeAreSummed() throws SQLException {
        assertThat(one("select sum(orders) || ' ' || sum(total_minor) from order_sums"))
                .isEqualTo("5 4500");
    }

    private static String one(String query) throws SQLException {
        try (var connection = connect("earlier");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            assertThat(rows.next()).as(query).isTrue();
            return rows.getString(1);
        }
    }

    private static Flyway flyway(String target) {
        var address = DatabaseAddress.parse(TestDatabase.url());
        return Flyway.configure()
                .dataSource(url("earlier"), address.username(), address.password())
                .javaMigrations(new EmailForms())
                .target(target)
                .load();
    }

    private static Connection connect(String database) throws SQLException {
        var address = DatabaseAddress.parse(TestDatabase.url());
        return DriverManager.getConnection(url(database), address.username(), address.password());
    }

    private static String url(String database) {
        var address = DatabaseAddress.parse(TestDatabase.url());
        return database.isEmpty()
                ? address.jdbcUrl()
                : "jdbc:postgresql://" + address.hosts().get(0) + "/" + database;
    }
}
