package io.ordergate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.outbox.OutboxConsumer;
import io.ordergate.outbox.OutboxMessage;
import io.ordergate.outbox.Topic;
import io.ordergate.payment.nagad.FakeNagad;
import io.ordergate.support.secret.Ids;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;

/** The service with stand-ins for the providers, and a shop with orders to be paid. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.payment.public-url=https://pay.example.test")
public abstract class PaymentTest {

    public static final Duration PATIENCE = Duration.ofSeconds(60);
    public static final FakeRazorpay RAZORPAY = new FakeRazorpay();
    public static final FakeBkash BKASH = new FakeBkash();
    public static final FakeNagad NAGAD = new FakeNagad();
    public static final FakeMpesa MPESA = new FakeMpesa();
    public static final FakeSslcommerz SSLCOMMERZ = new FakeSslcommerz();
    public static final FakeStripe STRIPE = new FakeStripe();

    @Autowired
    public Api api;

    @Autowired
    public Database database;

    @Autowired
    public Accounts accounts;

    @Autowired
    public Ids ids;

    @Autowired
    Reconciliation reconciliation;

    @Autowired
    private List<OutboxConsumer> consumers;

    @Autowired
    public MeterRegistry meters;

    /** An order and the token of its customer. */
    public record Placed(UUID id, String number, String token) {

        public String path(String rest) {
            return "/api/v1/orders/" + id + rest;
        }
    }

    @DynamicPropertySource
    static void providers(DynamicPropertyRegistry properties) {
        properties.add("ordergate.order.currencies", () -> "INR,USD,KES");
        properties.add("ordergate.payment.timeout", () -> "6s"); // of a stand-in that is silent, not of a busy machine
        properties.add("ordergate.payment.conclude-timeout", () -> "6s");
        properties.add("ordergate.payment.interval", () -> "365d");
        properties.add("ordergate.payment.bkash.base-url", BKASH.server::url);
        properties.add("ordergate.payment.bkash.username", () -> "user");
        properties.add("ordergate.payment.bkash.password", () -> "pass");
        properties.add("ordergate.payment.bkash.app-key", () -> "app");
        properties.add("ordergate.payment.bkash.app-secret", () -> "secret");
        properties.add("ordergate.payment.bkash.notification-topic", () -> FakeBkash.TOPIC);
        properties.add("ordergate.payment.bkash.notification-source", () -> BKASH.server.url() + "/notifications/");
        properties.add("ordergate.payment.nagad.base-url", NAGAD.server::url);
        properties.add("ordergate.payment.nagad.merchant-id", () -> "m");
        properties.add("ordergate.payment.nagad.private-key", () -> FakeNagad.text(NAGAD.merchant.getPrivate()));
        properties.add("ordergate.payment.nagad.public-key", () -> FakeNagad.text(NAGAD.gateway.getPublic()));
        properties.add("ordergate.payment.sslcommerz.base-url", SSLCOMMERZ.server::url);
        properties.add("ordergate.payment.sslcommerz.store-id", () -> FakeSslcommerz.STORE);
        properties.add("ordergate.payment.sslcommerz.store-password", () -> FakeSslcommerz.PASSWORD);
        properties.add("ordergate.payment.sslcommerz.currencies", () -> "BDT,USD,KWD");
        properties.add("ordergate.payment.mpesa.base-url", MPESA.server::url);
        properties.add("ordergate.payment.mpesa.consumer-key", () -> "consumer");
        properties.add("ordergate.payment.mpesa.consumer-secret", () -> "hush");
        properties.add("ordergate.payment.mpesa.shortcode", () -> FakeMpesa.SHORTCODE);
        properties.add("ordergate.payment.mpesa.passkey", () -> FakeMpesa.PASSKEY);
        properties.add("ordergate.payment.mpesa.callback-secret", () -> "a secret of the callbacks");
        properties.add("ordergate.payment.mpesa.initiator", () -> "apiop");
        properties.add("ordergate.payment.mpesa.security-credential", () -> "c2VjcmV0");
        properties.add("ordergate.payment.stripe.base-url", STRIPE.server::url);
        properties.add("ordergate.payment.stripe.secret-key", () -> FakeStripe.KEY);
        properties.add("ordergate.payment.stripe.webhook-secret", () -> FakeStripe.SECRET);
        properties.add("ordergate.payment.stripe.webhook-secrets-previous", () -> FakeStripe.OLD_SECRET);
        properties.add("ordergate.payment.razorpay.base-url", RAZORPAY.server::url);
        properties.add("ordergate.payment.razorpay.key-id", () -> FakeRazorpay.KEY_ID);
        properties.add("ordergate.payment.razorpay.key-secret", () -> FakeRazorpay.KEY_SECRET);
        properties.add("ordergate.payment.razorpay.webhook-secret", () -> FakeRazorpay.WEBHOOK_SECRET);
        properties.add("ordergate.payment.razorpay.webhook-secrets-previous", () -> FakeRazorpay.OLD_WEBHOOK_SECRET);
    }

    public Placed order(String method, String currency, long minor) {
        return order(method, currency, minor, Api.somePhone());
    }

    public Placed order(String method, String currency, long minor, String phone) {
        var id = ids.next();
        var number = "LA" + String.format("%018d", ThreadLocalRandom.current().nextLong(1_000_000_000_000_000_000L));
        database.run("""
                insert into orders (id, number, phone, address, payment_method, status, currency, total_minor, search)
                values ($1, $2, $3, 'House 7, Road 3', $4, 'verified', $5, $6, '')
                """, id, number, phone, method, currency, minor);
        database.run("insert into order_items values ($1, 0, null, 'Lalsalu', $2, 1)", id, minor);
        database.run(
                "insert into order_events (order_id, version, actor, to_status) values ($1, 1, 'customer', 'verified')",
                id);
        return new Placed(id, number, accounts.guest(phone));
    }

    public Placed cardOrder() {
        return order("card", "INR", 90_000);
    }

    /** The next action has what its type needs, and nothing else. */
    public Answer start(Placed order) {
        var answer = post(order.path("/payment"), "", order.token());
        var action = answer.json().path("next_action");
        if (answer.status() == 200) {
            assertThat(action.propertyNames())
                    .containsExactlyInAnyOrderElementsOf(
                            switch (action.path("type").asString()) {
                                case "redirect" -> List.of("type", "url");
                                case "razorpay" ->
                                    List.of("type", "key_id", "razorpay_order_id", "amount_minor", "currency");
                                default -> List.of("type");
                            });
        }
        return answer;
    }

    public Answer shown(Placed order) {
        return api.get(order.path("/payment"), order.token());
    }

    public String status(Placed order) {
        return shown(order).field("status");
    }

    public Answer post(String path, Object body, String token) {
        return Api.answer(posting(path, body, token));
    }

    public Mono<Answer> posting(String path, Object body, String token) {
        return api.posting(path, body, headers -> headers.setBearerAuth(token));
    }

    /** Starts a payment by card; Razorpay's name for its order. */
    public String started(Placed order) {
        return start(order).json().at("/next_action/razorpay_order_id").asString();
    }

    public static Map<String, String> triple(String razorpayOrder, String payment) {
        return Map.of(
                "razorpay_order_id", razorpayOrder,
                "razorpay_payment_id", payment,
                "razorpay_signature", FakeRazorpay.signature(FakeRazorpay.KEY_SECRET, razorpayOrder + "|" + payment));
    }

    public Answer confirm(Placed order, String razorpayOrder, String payment) {
        return post(order.path("/payment/confirm"), triple(razorpayOrder, payment), order.token());
    }

    public Answer webhook(String body) {
        return webhook(body, "evt_" + UUID.randomUUID());
    }

    public Answer webhook(String body, String eventId) {
        return Api.answer(webhooking(body, eventId, FakeRazorpay.WEBHOOK_SECRET));
    }

    public Mono<Answer> webhooking(String body, String eventId, String secret) {
        return webhookingSigned("/webhooks/razorpay", body, eventId, FakeRazorpay.signature(secret, body));
    }

    public Mono<Answer> webhookingSigned(String path, String body, String eventId, String signature) {
        return api.call(HttpMethod.POST, path, body, headers -> event(headers, eventId, signature));
    }

    private static void event(HttpHeaders headers, String eventId, String signature) {
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.set("X-Razorpay-Signature", signature);
        headers.set("x-razorpay-event-id", eventId);
    }

    /** What a job of the service would do now, for a payment whose time has come, and for no payment of another test. */
    public void reconcile(Placed order) {
        database.run(
                "update payments set check_at = now() + interval '1 day' where check_at <= now() and order_id <> $1",
                order.id());
        database.run("""
                update refunds set check_at = now() + interval '1 day' where check_at <= now()
                   and payment_id not in (select id from payments where order_id = $1)""", order.id());
        due(order);
        database.run("""
                update refunds set check_at = now() where check_at is not null
                   and payment_id in (select id from payments where order_id = $1)""", order.id());
        reconciliation.run(() -> false).block(PATIENCE);
    }

    /** It is time to ask about the payment. */
    public void due(Placed order) {
        database.run("update payments set check_at = now() where order_id = $1 and check_at is not null", order.id());
    }

    /** The customer has had all the time there is. */
    public void expire(Placed order) {
        database.run("update payments set updated_at = now() - interval '2 days' where order_id = $1", order.id());
    }

    public void cancel(Placed order) {
        database.run("update orders set status = 'cancelled', version = version + 1 where id = $1", order.id());
        database.run("""
                insert into order_events (order_id, version, actor, from_status, to_status)
                select id, version, 'customer', 'verified', 'cancelled' from orders where id = $1""", order.id());
    }

    public void handleCancelled(Placed order) {
        handleChange(order, "cancelled");
    }

    public void handleChange(Placed order, String to) {
        var payload = "{\"order_id\":\"" + order.id() + "\",\"from\":\"verified\",\"to\":\"" + to + "\"}";
        consumers.stream()
                .filter(consumer -> consumer.name().equals("payment.cancelled-orders"))
                .findFirst()
                .orElseThrow()
                .handle(new OutboxMessage(1, Topic.ORDER_CHANGED, order.id(), payload, Instant.EPOCH))
                .block(PATIENCE);
    }

    public String orderShows(Placed order) {
        return row("select payment_status from orders where id = $1", order)
                .get("payment_status")
                .toString();
    }

    public Map<String, Object> row(String sql, Placed order) {
        return database.rows(sql, order.id()).get(0);
    }

    /** The statuses that are published in the outbox, in order. */
    public List<String> published(Placed order) {
        return database.rows("""
                        select payload ->> 'status' as status from outbox
                         where topic = 'payment.changed' and subject_id = $1 order by id""", order.id()).stream()
                .map(row -> row.get("status").toString())
                .toList();
    }

    public List<String> flags(Placed order) {
        return database.rows("""
                        select f.reason from payment_flags f join payments p on p.id = f.payment_id
                         where p.order_id = $1 and f.resolved_at is null order by f.id""", order.id()).stream()
                .map(row -> row.get("reason").toString())
                .toList();
    }

    public long paidPayments(Placed order) {
        return database.count("select count(*) from payments where order_id = $1 and captured_minor > 0", order.id());
    }
}
