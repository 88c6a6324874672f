package io.ordergate.sms.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.sms.gateway.SmsGateway;
import io.ordergate.support.database.DatabaseAddress;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.testing.Nodes;
import io.ordergate.testing.Nodes.Node;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** All nodes together spend no more in a day than the cap allows, however fast they send. */
class SpendingOfNodesTests {

    private static final int TEXTS = 100;
    private static final int LEASE = 5;
    private static final PhoneNumber PHONE = new PhoneNumber("+8801700000001", "BD");

    private final Nodes nodes = new Nodes(
            "spending_of_nodes",
            "--RATE_LIMIT_STORE=database",
            "--SMS_PRICES=*:0.01",
            "--SMS_DAILY_SPEND_CAP=" + TEXTS / 100.0);

    private long sent;

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void nodesThatSendAtOnceStayWithinTheCap() throws SQLException {
        var one = nodes.start();
        var other = nodes.start();
        // A node that is killed holds a lease.
        run("select acquire_lease('sms-spend ' || (now() at time zone 'UTC')::date, gen_random_uuid(), 3600000, 0, 1,"
                + " 1000000, 90000000, 1000000, 90000000)");
        long most = TEXTS - LEASE;
        sent = send(4 * TEXTS, one, other);
        assertThat(sent).as("what the nodes hold of the last texts may be left").isBetween(most - 2 * LEASE, most);

        one.stop();
        sendUntil(most, other);
        assertThat(send(TEXTS, other, nodes.start()))
                .as("nor does a new node begin anew")
                .isZero();

        run("update budget_leases set expires_at = now()");
        sendUntil(TEXTS, nodes.start());
        assertThat(send(TEXTS, other)).isZero();
    }

    /** A refusal is remembered for a second. */
    private void sendUntil(long total, Node node) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            sent += send(1, node);
            return sent == total;
        });
    }

    private static long send(int texts, Node... through) {
        var gateways = Arrays.stream(through)
                .map(node -> node.context().getBean(SmsGateway.class))
                .toList();
        return Flux.range(0, texts)
                .flatMap(
                        text -> gateways.get(text % gateways.size())
                                .send(PHONE, "test", "A text.")
                                .subscribeOn(Schedulers.parallel())
                                .map(receipt -> 1)
                                .onErrorResume(refused -> Mono.just(0)),
                        64)
                .reduce(0L, Long::sum)
                .block();
    }

    private void run(String sql) throws SQLException {
        var address = DatabaseAddress.parse(nodes.migrationUrl());
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
