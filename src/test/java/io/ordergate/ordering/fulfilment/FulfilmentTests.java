package io.ordergate.ordering.fulfilment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.Placements;
import io.ordergate.ordering.SignedIn;
import io.ordergate.ordering.model.Fulfilment;
import io.ordergate.ordering.model.OrderDrafts;
import io.ordergate.ordering.model.OrderForm;
import io.ordergate.support.phone.Phones;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.security.Caller;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Automatic orders are brought further, each step once, whoever runs the job and whenever its node dies. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.fulfilment.batch=20")
class FulfilmentTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    @Autowired
    private Placements placements;

    @Autowired
    private OrderDrafts drafts;

    @Autowired
    private FulfilmentJob job;

    private SignedIn people;
    private UUID customer;
    private Caller caller;

    @BeforeEach
    void signIn() {
        people = new SignedIn(api, database);
        var account = accounts.account("customer");
        customer = account.id();
        caller = new Caller(
                Phones.numbers().stored(account.phone()),
                new Caller.Account(account.id(), account.familyId(), io.ordergate.web.security.Role.CUSTOMER));
    }

    @Test
    void everyRunMovesAutomaticOrdersOneStep() {
        place(3, Fulfilment.AUTOMATIC);
        place(2, Fulfilment.MANUAL);
        var admin = accounts.admin();
        assertThat(run(admin).json().path("processing").asLong()).isGreaterThanOrEqualTo(3);
        assertThat(statuses()).isEqualTo(Map.of("processing", 3L, "pending", 2L));
        assertThat(run(admin).json().path("completed").asLong()).isGreaterThanOrEqualTo(3);
        assertThat(statuses()).isEqualTo(Map.of("completed", 3L, "pending", 2L));
        run(admin);
        assertThat(statuses()).isEqualTo(Map.of("completed", 3L, "pending", 2L));
        assertComplete(3, 3);
        assertThat(database.rows(
                        "select distinct actor from order_events e join orders o on o.id = e.order_id where o.customer_id = $1 and e.version > 1",
                        customer))
                .containsExactly(Map.of("actor", "system"));
    }

    @Test
    void theJobLeavesAnOrderInProcessingForItsInterval() {
        place(1, Fulfilment.AUTOMATIC);
        job.run(() -> false).block(PATIENCE);
        job.run(() -> false).block(PATIENCE);
        assertThat(statuses()).isEqualTo(Map.of("processing", 1L));
        database.force("update orders set updated_at = now() - interval '400 days' where customer_id = $1", customer);
        job.run(() -> false).block(PATIENCE);
        assertThat(statuses()).isEqualTo(Map.of("completed", 1L));
    }

    @Test
    void manyNodesAtOnceMoveEachOrderOnce() {
        place(150, Fulfilment.AUTOMATIC);
        Flux.merge(Collections.nCopies(6, job.run(() -> false))).blockLast(PATIENCE);
        assertThat(statuses()).isEqualTo(Map.of("processing", 150L));
        assertComplete(150, 2);
        Flux.merge(Collections.nCopies(6, job.runNow())).blockLast(PATIENCE);
        assertThat(statuses()).isEqualTo(Map.of("completed", 150L));
        assertComplete(150, 3);
    }

    @Test
    void aNodeThatStopsBeginsNothingNew() {
        place(2, Fulfilment.AUTOMATIC);
        job.run(() -> true).block(PATIENCE);
        assertThat(statuses()).isEqualTo(Map.of("pending", 2L));
    }

    @Test
    void aRunThatIsKilledLeavesNothingHalfDone() {
        place(150, Fulfilment.AUTOMATIC);
        var random = new Random(20261121);
        var killed = 0;
        for (var round = 0; round < 40; round++) {
            var kill = Mono.delay(Duration.ofNanos(random.nextInt(30_000_000)))
                    .then(Mono.fromCallable(database::killBackends).subscribeOn(Schedulers.boundedElastic()));
            var failed = job.runNow().map(moved -> 0).onErrorReturn(1);
            killed += Mono.zip(failed, kill.onErrorReturn(0L)).block(PATIENCE).getT1();
            assertWhole();
            if (round % 10 == 9) {
                database.force("update orders set status = 'pending' where customer_id = $1", customer);
            }
        }
        assertThat(killed).as("the kills hit").isPositive();
    }

    @Test
    void anOrderThatSomebodyHoldsIsLeftAlone() throws java.sql.SQLException {
        place(3, Fulfilment.AUTOMATIC);
        try (var holder = Database.connect();
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute(
                    "select 1 from orders where customer_id = '" + customer + "' order by id limit 1 for update");
            job.run(() -> false).block(PATIENCE);
            assertThat(statuses()).isEqualTo(Map.of("processing", 2L, "pending", 1L));
            holder.rollback();
        }
        job.run(() -> false).block(PATIENCE);
        assertThat(statuses()).isEqualTo(Map.of("processing", 3L));
    }

    private Answer run(String admin) {
        var answer = Api.answer(people.calling(HttpMethod.POST, "/api/v1/orders/fulfilment/run", "", admin, ""));
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    private void place(int count, Fulfilment fulfilment) {
        var item = new OrderForm.Item(null, "Lalsalu", new java.math.BigDecimal("450.00"), 1);
        var form =
                new OrderForm(null, null, null, null, "cash_on_delivery", List.of(item), null, null, null, null, null);
        Flux.range(0, count)
                .flatMap(
                        number -> drafts.of(form, caller).flatMap(draft -> placements.place(draft, fulfilment, caller)),
                        8)
                .blockLast(PATIENCE);
    }

    private Map<String, Long> statuses() {
        return database
                .rows("select status, count(*) as n from orders where customer_id = $1 group by 1", customer)
                .stream()
                .collect(java.util.stream.Collectors.toMap(
                        row -> row.get("status").toString(), row -> (Long) row.get("n")));
    }

    /** Checks that so many orders have this many events each, and one message less. */
    private void assertComplete(int count, int events) {
        assertThat(database.count("""
                        select count(*) from orders o
                         where o.customer_id = $1 and o.fulfilment = 'automatic' and o.version = $2
                           and (select count(*) from order_events e where e.order_id = o.id) = o.version
                           and (select count(*) from outbox b
                                 where b.subject_id = o.id and b.topic = 'order.changed') = o.version - 1""", customer, events)).isEqualTo(count);
        assertWhole();
    }

    private void assertWhole() {
        assertThat(database.count("""
                        select count(*) from orders o
                         where o.customer_id = $1
                           and ((select count(*) from order_events e where e.order_id = o.id) <> o.version
                             or (select count(*) from outbox b where b.subject_id = o.id) <> o.version)""", customer)).isZero();
    }
}
