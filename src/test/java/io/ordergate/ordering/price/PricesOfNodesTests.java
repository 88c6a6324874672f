package io.ordergate.ordering.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.support.Failure;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.testing.Nodes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two nodes and one price list. */
class PricesOfNodesTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The clock wakes nobody here: only the notice does. */
    @Test
    void theOtherNodeHearsOfAChange() {
        try (var nodes = new Nodes("prices_of_nodes", "--PRICES=checked", "--ordergate.price.poll=365d")) {
            var writer = nodes.start();
            var reader = nodes.start();
            write(writer, 45_000);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(price(reader)).isEqualTo(45_000L));
            write(writer, 46_000);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(price(reader)).isEqualTo(46_000L));
            var late = nodes.start();
            await("a node that starts learns the list").atMost(PATIENCE).untilAsserted(() -> assertThat(price(late))
                    .isEqualTo(46_000L));
        }
    }

    /** The one that takes the last piece tells the others, which then spend no text on it. */
    @Test
    void theOtherNodeHearsThatSomethingHasRunOut() {
        try (var nodes = new Nodes("stock_of_nodes", "--PRICES=checked", "--ordergate.price.poll=365d")) {
            var writer = nodes.start();
            var reader = nodes.start();
            write(writer, 45_000, 2L);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(price(reader)).isEqualTo(45_000L));
            take(writer);
            take(writer);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            reader.context().getBean(Prices.class).isSoldOut("bk-1"))
                    .isTrue());
        }
    }

    private static void take(Nodes.Node node) {
        var taking = Sql.of("""
                select cardinality(move_stock(gen_random_uuid(), '[{"position": 0, "product_id": "bk-1", "quantity": 1}]')) as moved""");
        node.context().getBean(Db.class).one(taking.call(), row -> true).block(PATIENCE);
    }

    private static void write(Nodes.Node node, long amount) {
        write(node, amount, null);
    }

    private static void write(Nodes.Node node, long amount, @Nullable Long available) {
        node.context()
                .getBean(PriceRepository.class)
                .write(List.of(new PriceForm.Row("bk-1", "BDT", amount, null, true, available)), false)
                .block(PATIENCE);
    }

    /** The price that a node knows; -1 for none, and before it has read the list. */
    private static long price(Nodes.Node node) {
        try {
            var price = node.context().getBean(Prices.class).list().apply("bk-1", "BDT");
            return price == null ? -1 : price.amountMinor();
        } catch (Failure notReadYet) {
            return -1;
        }
    }
}
