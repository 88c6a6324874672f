package io.ordergate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ratelimit.RateLimiter.Budget;
import io.ordergate.support.MutableClock;
import io.ordergate.support.database.Db;
import io.ordergate.support.secret.Ids;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Leases of several nodes on one budget. */
@IntegrationTest
class LeaseTests {

    private static final int QUOTA = 100;
    private static final int LEASE = 5;

    private final MutableClock clock = MutableClock.at("2024-09-21T12:30:00Z");
    private final RateLimitPolicy policy =
            RateLimitPolicy.parse("otp-country", QUOTA + "/1h").leased();

    @Autowired
    private Db db;

    @Autowired
    private Ids ids;

    @Autowired
    private Database database;

    @SuppressWarnings("NullAway.Init")
    private String key;

    @SuppressWarnings("NullAway.Init")
    private LeasedRateLimiter one;

    @SuppressWarnings("NullAway.Init")
    private LeasedRateLimiter other;

    @BeforeEach
    void start() {
        key = "lease" + ids.next();
        one = node();
        other = node();
    }

    @Test
    void manyCallersAtTwoNodesGetExactlyTheQuota() {
        var granted = Flux.range(0, 3 * QUOTA)
                .flatMap(
                        call -> (call % 2 == 0 ? one : other)
                                .acquire(List.of(budget(1)))
                                .subscribeOn(Schedulers.parallel()),
                        64)
                .filter(decisions -> decisions.get(0).granted())
                .count()
                .block();
        assertThat(granted).isLessThanOrEqualTo(QUOTA).isGreaterThanOrEqualTo(QUOTA - 2 * LEASE);
        assertThat(taken()).isEqualTo(QUOTA);
    }

    @Test
    void onlyTheFirstCallOfALeaseAsksTheDatabase() {
        assertThat(acquire(one, 1)).isTrue();
        assertThat(taken()).isEqualTo(LEASE);
        for (var call = 1; call < LEASE; call++) {
            assertThat(acquire(one, 1)).isTrue();
        }
        assertThat(taken()).isEqualTo(LEASE);
        assertThat(acquire(one, 1)).isTrue();
        assertThat(taken()).isEqualTo(2 * LEASE);
    }

    @Test
    void whatIsReleasedAtAnotherNodeComesBackWithTheNextReport() {
        for (var call = 0; call < QUOTA; call++) {
            assertThat(acquire(one, 1)).isTrue();
        }
        assertThat(acquire(one, 1)).isFalse();
        other.release(List.of(budget(30))).block();
        other.run(() -> false).block();
        assertThat(taken()).isEqualTo(QUOTA - 30);
        clock.advance(Duration.ofSeconds(1));
        assertThat(acquire(one, 30)).isTrue();
        assertThat(acquire(one, 1)).isFalse();
    }

    @Test
    void whatIsReleasedAtANodeThatHasALeaseComesBackToo() {
        assertThat(acquire(other, 1)).isTrue();
        assertThat(acquire(one, QUOTA - LEASE)).isTrue();
        other.release(List.of(budget(QUOTA - LEASE))).block();
        other.run(() -> false).block();
        assertThat(acquire(one, QUOTA - LEASE - 1))
                .as("all but what the other has used and holds")
                .isTrue();
        assertThat(acquire(one, 1)).isFalse();
    }

    @Test
    void aNodeThatStopsGivesItsLeaseBack() {
        assertThat(acquire(one, 1)).isTrue();
        one.end().block();
        assertThat(taken()).isEqualTo(1);
        assertThat(leases()).isZero();
    }

    @Test
    void whatANodeHasNotUsedForAMinuteGoesBack() {
        assertThat(acquire(one, 1)).isTrue();
        for (var second = 0; second < 60; second += 10) {
            clock.advance(Duration.ofSeconds(10));
            one.run(() -> false).block();
            assertThat(taken()).isEqualTo(LEASE);
        }
        clock.advance(Duration.ofSeconds(1));
        one.run(() -> false).block();
        assertThat(taken()).isEqualTo(1);
    }

    @Test
    void theLeaseOfAKilledNodeGoesToOthersWhenItExpires() {
        assertThat(acquire(one, 1)).isTrue();
        assertThat(acquire(other, QUOTA - LEASE)).isTrue();
        assertThat(acquire(other, 1)).as("all is taken or held").isFalse();
        clock.advance(Lease.LIFE);
        Budgets.age(database, key, Lease.LIFE);
        assertThat(acquire(other, LEASE))
                .as("the dead node had used 1 of %s: the others cannot know, and get all of it", LEASE)
                .isTrue();
        assertThat(acquire(other, 1)).isFalse();
    }

    @Test
    void aNodeThatWasSilentForTooLongDoesNotUseItsOldLease() {
        assertThat(acquire(one, 1)).isTrue();
        clock.advance(Lease.LIFE);
        Budgets.age(database, key, Lease.LIFE);
        assertThat(acquire(other, QUOTA)).as("the lease was reclaimed").isTrue();
        assertThat(acquire(one, 1)).isFalse();
    }

    @Test
    void aNewWindowBeginsForAllNodes() {
        assertThat(acquire(one, QUOTA)).isTrue();
        assertThat(acquire(other, 1)).isFalse();
        clock.advance(Duration.ofHours(1));
        Budgets.age(database, key, Duration.ofHours(1));
        assertThat(acquire(other, QUOTA - LEASE)).isTrue();
        assertThat(acquire(one, LEASE)).isTrue();
        assertThat(acquire(one, 1)).isFalse();
    }

    private LeasedRateLimiter node() {
        return new LeasedRateLimiter(new LeaseRepository(db, ids.next()), clock);
    }

    private Budget budget(long count) {
        return new Budget(policy, key, count);
    }

    private boolean acquire(LeasedRateLimiter node, long count) {
        return Stream.of(Objects.requireNonNull(
                        node.acquire(List.of(budget(count))).block()))
                .allMatch(decisions -> decisions.get(0).granted());
    }

    private long taken() {
        return database.count("select taken from budgets where key like '%' || ?", key);
    }

    private long leases() {
        return database.count("select count(*) from budget_leases where key like '%' || ?", key);
    }
}
