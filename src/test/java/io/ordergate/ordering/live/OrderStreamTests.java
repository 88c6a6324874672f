package io.ordergate.ordering.live;

import static io.ordergate.ordering.SignedIn.ORDERS;
import static io.ordergate.ordering.SignedIn.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.ordering.Follower;
import io.ordergate.ordering.SignedIn;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.Role;
import io.ordergate.web.security.SecondFactor;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Clients that follow orders get each change once, and only changes of orders that they may see. */
@IntegrationTest
@TestPropertySource(
        properties = {
            "ordergate.stream.heartbeat=1s",
            "ordergate.stream.per-caller=1000",
            "ordergate.stream.per-address=1000"
        })
class OrderStreamTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Database database;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private OrderFeed feed;

    @Autowired
    private OrderStreamRepository news;

    private final List<Follower> followers = new ArrayList<>();
    private SignedIn people;
    private Accounts.Account customer;
    private String vendor;

    @BeforeEach
    void signIn() {
        people = new SignedIn(api, database);
        customer = accounts.account("customer");
        vendor = accounts.vendor();
    }

    @AfterEach
    void leave() {
        followers.forEach(Follower::leave);
        await().atMost(PATIENCE).until(() -> streams() == 0);
    }

    @Test
    @Timeout(180)
    void aThousandClientsSeeEachChangeOnce() {
        var staff = follow(vendor, 800);
        var owners = follow(customer.token(), 100);
        var strangers = follow(accounts.customer(), 100);
        untilAllAreThere(staff);
        untilAllAreThere(owners);
        await().atMost(PATIENCE).until(() -> strangers.stream().allMatch(Follower::isThere));
        var changes = new LinkedHashSet<String>();
        for (var number = 0; number < 10; number++) {
            var path = people.placed(customer.token());
            people.move(path, OrderStatus.PROCESSING, vendor);
            people.cancel(path, customer.token());
            IntStream.rangeClosed(1, 3).forEach(version -> changes.add(SignedIn.id(path) + " " + version));
        }
        var all = Stream.concat(staff.stream(), owners.stream()).toList();
        await().atMost(PATIENCE).until(() -> all.stream().allMatch(follower -> follower.hasSeen(changes)));
        assertThat(all).allSatisfy(follower -> {
            assertThat(follower.seen()).doesNotHaveDuplicates().containsSubsequence(changes);
            assertThat(follower.ids()).doesNotHaveDuplicates();
        });
        assertThat(strangers).allMatch(follower -> follower.seen().isEmpty());
        assertThat(streams()).isEqualTo(1000);
    }

    @Test
    void anEventTellsWhatHappenedAndToWhich() {
        var follower = follow(customer.token(), 1).get(0);
        untilAllAreThere(List.of(follower));
        var order = people.place(customer.token(), content("Lalsalu"));
        people.move(SignedIn.path(order), OrderStatus.PROCESSING, vendor);
        await().atMost(PATIENCE)
                .until(() -> follower.seen().contains(order.path("id").asString() + " 2"));
        var events = follower.events().stream()
                .filter(event -> event.data().contains(order.path("id").asString()))
                .toList();
        assertThat(events).extracting(Follower.Event::name).containsExactly("placed", "changed");
        var last = events.get(1).json();
        assertThat(last.path("order_number")).isEqualTo(order.path("order_number"));
        assertThat(last.path("from").asString()).isEqualTo("pending");
        assertThat(last.path("to").asString()).isEqualTo("processing");
        assertThat(last.path("actor").asString()).isEqualTo("vendor");
    }

    @Test
    void anEventTellsWhyAnOrderIsUndone() {
        var follower = follow(customer.token(), 1).get(0);
        untilAllAreThere(List.of(follower));
        var order = people.place(customer.token(), content("Lalsalu"));
        people.send(
                HttpMethod.POST, SignedIn.path(order) + "/cancel", Map.of("note", "Ordered twice"), customer.token());
        await().atMost(PATIENCE)
                .until(() -> follower.seen().contains(order.path("id").asString() + " 2"));
        assertThat(follower.events().stream()
                        .filter(event -> event.data().contains(order.path("id").asString()))
                        .map(event -> event.json().path("note").asString("")))
                .containsExactly("", "Ordered twice");
    }

    @Test
    @Timeout(300)
    void aDroppedConnectionResumesWithoutAGap() throws Exception {
        var first = new Follower(api.port(), customer.token(), "");
        followers.add(first);
        untilAllAreThere(List.of(first));
        var before = first.events();
        var seen = new ArrayList<>(Follower.changes(before));
        var id = before.get(before.size() - 1).id();
        first.leave();
        var writing = Flux.range(0, 6)
                .flatMap(
                        writer -> Mono.fromCallable(() -> write(writer, 60)).subscribeOn(Schedulers.boundedElastic()),
                        6)
                .flatMapIterable(written -> written)
                .collectList()
                .toFuture();
        var random = new Random(20261121);
        while (!writing.isDone()) {
            id = resume(id, 1 + random.nextInt(30), seen);
        }
        var written = writing.get();
        for (var round = 0; round < 50 && !seen.containsAll(written); round++) {
            id = resume(id, 500, seen);
        }
        assertThat(seen).doesNotHaveDuplicates().containsAll(written);
    }

    @Test
    void theStreamOutlivesTheDatabasesConnections() {
        var follower = follow(vendor, 1).get(0);
        untilAllAreThere(List.of(follower));
        for (var round = 0; round < 3; round++) {
            database.killBackends();
            var placed = await().atMost(PATIENCE)
                    .until(
                            () -> people.send(HttpMethod.POST, ORDERS, content("Lalsalu"), customer.token()),
                            answer -> answer.status() == 201);
            await().atMost(PATIENCE).until(() -> follower.seen().contains(placed.field("id") + " 1"));
        }
        assertThat(follower.seen()).doesNotHaveDuplicates();
        assertThat(follower.isOver()).isFalse();
    }

    @Test
    @Timeout(300)
    void aSlowClientIsDropped() throws Exception {
        var fast = follow(vendor, 1).get(0);
        untilAllAreThere(List.of(fast));
        try (var slow = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            slow.setReceiveBufferSize(4096);
            slow.getOutputStream()
                    .write(("GET /api/v1/orders/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + vendor
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().atMost(PATIENCE).until(() -> streams() == 2);
            var order = SignedIn.id(people.placed(customer.token()));
            try (var connection = Database.connect();
                    var statement = connection.prepareStatement("""
                            insert into order_events (order_id, version, actor, from_status, to_status)
                            select ?::uuid, v, 'system', 'pending', 'pending' from generate_series(?, ? + 99) v""")) {
                for (var version = 2; streams() == 2 && version < 100_000; version += 100) {
                    statement.setString(1, order);
                    statement.setInt(2, version);
                    statement.setInt(3, version);
                    statement.executeUpdate();
                }
            }
            await().atMost(PATIENCE).until(() -> streams() == 1);
            await("the connection is closed").atMost(PATIENCE).until(() -> !takesMore(slow));
        }
        var placed =
                people.place(customer.token(), content("Lalsalu")).path("id").asString();
        await().atMost(PATIENCE).until(() -> fast.seen().contains(placed + " 1"));
        assertThat(fast.seen()).doesNotHaveDuplicates();
    }

    @Test
    void itEndsWithTheTokenAndWithTheSignIn() {
        var brief = new Follower(api.port(), accounts.brief(customer, Duration.ofSeconds(10)), "");
        var signedOut = new Follower(api.port(), customer.token(), "");
        followers.addAll(List.of(brief, signedOut));
        await().atMost(PATIENCE).until(() -> brief.isThere() && signedOut.isThere());
        await().atMost(PATIENCE).until(brief::isOver);
        assertThat(signedOut.isOver()).isFalse();
        database.run("update refresh_families set revoked_at = now() where id = $1", customer.familyId());
        await().atMost(PATIENCE).until(signedOut::isOver);
    }

    @Test
    void itEndsWhenTheSignInHasToProveASecondFactor() {
        var account = accounts.account("vendor");
        var stream = follow(account.token(), 1).get(0);
        untilAllAreThere(List.of(stream));
        database.run(
                "insert into second_factors (user_id, totp_secret, totp_key_id) values ($1, 'sealed', 'a key')",
                account.id());
        await().atMost(PATIENCE).until(stream::isOver);
    }

    @Test
    void aRoleThatIsLostShowsNothingMore() {
        var account = accounts.account("vendor");
        var former = follow(account.token(), 1).get(0);
        var other = follow(vendor, 1).get(0);
        untilAllAreThere(List.of(former, other));
        database.run("update users set role = 'customer' where id = $1", account.id());
        var beats = former.beats();
        await().atMost(PATIENCE).until(() -> former.beats() > beats + 2);
        var placed =
                people.place(customer.token(), content("Lalsalu")).path("id").asString();
        await().atMost(PATIENCE).until(() -> other.seen().contains(placed + " 1"));
        assertThat(former.seen()).doesNotContain(placed + " 1");
    }

    @Test
    void eventsOfAnotherClusterAreNotWaitedFor() {
        var order = SignedIn.id(people.placed(customer.token()));
        database.force("""
                insert into order_events (order_id, version, actor, from_status, to_status, xid)
                values ($1::uuid, 2, 'system', 'pending', 'pending', '9000000000000000000')""", order);
        try {
            var now = news.now().block(PATIENCE);
            await().atMost(PATIENCE)
                    .until(() -> !news.after(now, 1).block(PATIENCE).waiting());
        } finally {
            database.force("delete from order_events where order_id = $1::uuid and version = 2", order);
        }
    }

    @Test
    void onlySoManyMayFollow() {
        var second = Duration.ofSeconds(1);
        var settings = new StreamSettings(1, 20, 20, 8, second, second, second);
        var live = new LiveOrders(feed, news, settings, new SimpleMeterRegistry());
        live.start();
        var caller = new Caller(null, new Caller.Account(UUID.randomUUID(), UUID.randomUUID(), Role.VENDOR));
        var stream = live.follow(
                caller, new ClientAddress("192.0.2.1"), Flux.<Caller>never().startWith(caller), null);
        StepVerifier.create(stream)
                .expectNextCount(1)
                .then(() -> StepVerifier.create(stream)
                        .verifyErrorMatches(error ->
                                error instanceof Failure refusal && refusal.code() == ProblemCode.SERVICE_UNAVAILABLE))
                .then(live::stop)
                .verifyComplete();
        live.start();
        StepVerifier.create(stream).expectNextCount(1).thenCancel().verify(PATIENCE);
    }

    /** Fills the shares of one customer and of one address; staff still find a place. */
    @Test
    void nobodyTakesThePlacesOfOthers() {
        var hour = Duration.ofHours(1);
        var settings = new StreamSettings(40, 3, 6, 8, hour, hour, Duration.ofSeconds(1));
        var live = new LiveOrders(feed, news, settings, new SimpleMeterRegistry());
        live.start();
        var first = someone(Role.CUSTOMER);
        assertThat(followed(live, first, "192.0.2.1", 10)).isEqualTo(3);
        assertThat(followed(live, someone(Role.CUSTOMER), "192.0.2.1", 10)).isEqualTo(3);
        assertThat(followed(live, someone(Role.CUSTOMER), "192.0.2.1", 10)).isZero();
        assertThat(followed(live, first, "192.0.2.2", 10)).isZero();
        for (var other = 0; other < 20; other++) {
            followed(live, someone(Role.CUSTOMER), "192.0.2.1" + other, 3);
        }
        assertThat(followed(live, someone(Role.CUSTOMER), "192.0.2.200", 3)).isZero();
        assertThat(followed(live, someone(Role.VENDOR), "192.0.2.1", 10)).isEqualTo(4);
        live.stop();
        live.start();
        await().atMost(PATIENCE).until(() -> followed(live, first, "192.0.2.1", 1) == 1);
        live.stop();
    }

    private static Caller someone(Role role) {
        return new Caller(
                null, Caller.Account.withoutSignIn(UUID.randomUUID(), role, Instant.EPOCH, SecondFactor.NOT_NEEDED));
    }

    /** The number of streams that are not refused. */
    private static int followed(LiveOrders live, Caller caller, String address, int times) {
        var refused = new ArrayList<Throwable>();
        for (var time = 0; time < times; time++) {
            live.follow(caller, new ClientAddress(address), Flux.<Caller>never().startWith(caller), null)
                    .subscribe(news -> {}, refused::add);
        }
        assertThat(refused)
                .allMatch(error -> error instanceof Failure refusal
                        && List.of(ProblemCode.TOO_MANY_REQUESTS, ProblemCode.SERVICE_UNAVAILABLE)
                                .contains(refusal.code()));
        return times - refused.size();
    }

    @Test
    void anIdThatIsNoneIsRefused() {
        var answer = Api.answer(api.call(HttpMethod.GET, ORDERS + "/stream", "", headers -> {
            headers.setBearerAuth(vendor);
            headers.set("Last-Event-ID", "yesterday");
        }));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("Last-Event-ID");
    }

    private List<Follower> follow(String token, int count) {
        var made = IntStream.range(0, count)
                .mapToObj(number -> new Follower(api.port(), token, ""))
                .toList();
        followers.addAll(made);
        return made;
    }

    /** Waits until all streams have begun: orders are placed until each has seen one. */
    private void untilAllAreThere(List<Follower> all) {
        await().atMost(PATIENCE).until(() -> all.stream().allMatch(Follower::isThere));
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
            people.placed(customer.token());
            return all.stream().noneMatch(follower -> follower.seen().isEmpty());
        });
    }

    /** Follows from behind an event for some events. The result is the last position. */
    private String resume(String id, int events, List<String> seen) {
        var follower = new Follower(api.port(), customer.token(), id);
        try {
            await().atMost(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> follower.seen().size() >= events);
        } catch (org.awaitility.core.ConditionTimeoutException fewer) {
            assertThat(follower.isOver()).isFalse();
        }
        follower.leave();
        var come = follower.events();
        seen.addAll(Follower.changes(come));
        return come.isEmpty() ? id : come.get(come.size() - 1).id();
    }

    /** Events of an order of the customer's, some in transactions that end long after later ones. */
    private List<String> write(int writer, int events) throws SQLException {
        var order = SignedIn.id(people.placed(customer.token()));
        var random = new Random(writer);
        var written = new ArrayList<String>();
        try (var connection = Database.connect();
                var insert = connection.prepareStatement("""
                        insert into order_events (order_id, version, actor, from_status, to_status)
                        values (?::uuid, ?, 'system', 'pending', 'pending')""");
                var sleep = connection.prepareStatement("select pg_sleep(?)")) {
            connection.setAutoCommit(false);
            for (var version = 2; version < events + 2; version++) {
                insert.setString(1, order);
                insert.setInt(2, version);
                insert.executeUpdate();
                sleep.setDouble(1, random.nextInt(60) / 1000.0);
                sleep.execute();
                if (random.nextInt(5) > 0) {
                    connection.commit();
                    written.add(order + " " + version);
                } else {
                    connection.rollback();
                }
            }
        }
        return written;
    }

    private double streams() {
        return meters.get("ordergate.streams").gauge().value();
    }

    /** Whether the other end still takes what is sent: a closed one answers with a reset. */
    private static boolean takesMore(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return true;
        } catch (java.io.IOException closed) {
            return false;
        }
    }
}
