package io.ordergate.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordergate.outbox.OutboxConsumer;
import io.ordergate.outbox.OutboxMessage;
import io.ordergate.outbox.Topic;
import io.ordergate.support.secret.Bucket;
import io.ordergate.testing.Api;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** From the code to the refund, every id holds the bucket of the customer's phone, and the database reads the same there. */
@TestPropertySource(properties = {"ordergate.otp.test-numbers=+8801799999999:424242", "ordergate.notification.hold=0s"})
class BucketsOfAFlowTests extends PaymentTest {

    /** How SQL reads what {@link Bucket} reads in Java, for whoever divides the tables. */
    private static final String BUCKET = "(get_byte(uuid_send(%1$s), 6) & 3) * 256 + get_byte(uuid_send(%1$s), 7)";

    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    @Autowired
    private List<OutboxConsumer> consumers;

    @Test
    void everyIdOfAPaidAndRefundedOrderHoldsTheSame() {
        var phone = Api.somePhone();
        var bucket = ids.bucket(phone).number();
        var order = placed(phone);

        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(started(order), "captured")));
        assertThat(post(order.path("/refund"), "{\"all\": true}", accounts.admin())
                        .status())
                .isEqualTo(202);
        tellAll(order);

        hold(bucket, 1, "challenge_id from orders where id = $1", order);
        hold(bucket, 1, "id from orders where id = $1", order);
        hold(bucket, 2, "order_id from order_events where order_id = $1", order);
        hold(bucket, 1, "order_id from order_items where order_id = $1", order);
        hold(bucket, 3, "subject_id from outbox where subject_id = $1", order);
        hold(bucket, 1, "id from payments where order_id = $1", order);
        hold(bucket, 1, "r.id from refunds r join payments p on p.id = r.payment_id where p.order_id = $1", order);
        var texts = """
                id from sms_messages where phone_hash in (
                  select m.phone_hash from sms_messages m join orders o on o.challenge_id = m.challenge_id where o.id = $1)""";
        await().atMost(PATIENCE)
                .until(() -> database.rows("select " + texts, order.id()).size() >= 3); // the journal is written later
        hold(bucket, 3, texts, order);
        assertThat(order.number()).endsWith(letters(bucket));
    }

    @Test
    void aReviewFlagHoldsItsPayments() {
        var order = placed(Api.somePhone());
        webhook(RAZORPAY.event("payment.captured", RAZORPAY.pays(started(order), "captured", 1, "INR")));
        hold(
                Bucket.of(order.id()).number(),
                1,
                "f.id from payment_flags f join payments p on p.id = f.payment_id where p.order_id = $1",
                order);
    }

    @Test
    void anOrderOfSomebodySignedInHoldsTheOneOfItsPhone() {
        var account = accounts.account("customer");
        var phone = Api.somePhone();
        var answer = post("/api/v1/orders", cardOrder(phone), account.token());
        assertThat(answer.status()).isEqualTo(201);
        assertThat(Bucket.of(UUID.fromString(answer.field("id")))).isEqualTo(ids.bucket(phone));
        assertThat(answer.field("order_number"))
                .endsWith(letters(ids.bucket(phone).number()));
    }

    @Test
    void aTestNumberIsNoException() {
        var phone = "+8801799999999";
        var placed = api.verify(api.session(phone), "424242");
        assertThat(placed.status()).isEqualTo(201);
        assertThat(Bucket.of(UUID.fromString(placed.field("id")))).isEqualTo(ids.bucket(phone));
    }

    @ParameterizedTest
    @CsvSource({
        "01920000-0000-7000-8000-000000000000",
        "01920000-0000-73ff-8000-000000000000",
        "01920000-0000-7d2a-8123-456789abcdef",
        "9f8e0d4c-aaaa-4155-9111-000000000001",
    })
    void theDatabaseReadsTheSame(UUID id) {
        assertThat(database.count("select " + BUCKET.formatted("i.id") + " from (select $1::uuid as id) i", id))
                .isEqualTo(Bucket.of(id).number());
    }

    private Placed placed(String phone) {
        var answer = api.verify(session(phone), api.code(phone));
        assertThat(answer.status()).isEqualTo(201);
        return new Placed(
                UUID.fromString(answer.field("id")), answer.field("order_number"), answer.field("access_token"));
    }

    private String session(String phone) {
        database.run("delete from last_codes where phone = $1", phone); // no wait between two orders
        return api.post("/api/v1/orders/initiate", cardOrder(phone)).field("session_token");
    }

    private static Map<String, Object> cardOrder(String phone) {
        var order = new LinkedHashMap<>(Api.someOrder(phone));
        order.put("payment_method", "card");
        order.put("currency", "INR");
        return order;
    }

    /** What the relay would do with the messages of an order. */
    private void tellAll(Placed order) {
        database.rows(
                        "select id, topic, payload::text as payload from outbox where subject_id = $1 order by id",
                        order.id())
                .forEach(row -> {
                    var topic = new Topic(row.get("topic").toString());
                    consumers.stream()
                            .filter(consumer -> consumer.topics().contains(topic))
                            .forEach(consumer -> consumer.handle(new OutboxMessage(
                                            (Long) row.get("id"),
                                            topic,
                                            order.id(),
                                            row.get("payload").toString(),
                                            Instant.EPOCH))
                                    .block(PATIENCE));
                });
    }

    private void hold(int bucket, int least, String column, Placed order) {
        var id = column.substring(0, column.indexOf(' '));
        var rest = column.substring(id.length());
        var found = database.rows("select " + id + " as id, " + BUCKET.formatted(id) + " as bucket" + rest, order.id());
        assertThat(found).as(column).hasSizeGreaterThanOrEqualTo(least);
        assertThat(found).as(column).allSatisfy(row -> {
            assertThat(((Number) row.get("bucket")).intValue()).isEqualTo(bucket);
            assertThat(Bucket.of((UUID) row.get("id")).number()).isEqualTo(bucket);
        });
    }

    private static String letters(int bucket) {
        return "" + LETTERS.charAt(bucket & 31) + LETTERS.charAt(bucket >>> 5);
    }
}
