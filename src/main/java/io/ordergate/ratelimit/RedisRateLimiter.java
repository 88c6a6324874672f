package io.ordergate.ratelimit;

import io.ordergate.ratelimit.BudgetState.WindowState;
import io.ordergate.ratelimit.RedisConnection.Script;
import io.ordergate.support.job.Job;
import io.ordergate.support.secret.Digests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/**
 * Budgets of all nodes in Redis: one script acquires from all windows of a call or from none. All keys have one hash tag, so they are
 * in one slot of a cluster. Their names are digests, since Redis's log of slow commands would show phones.
 */
class RedisRateLimiter implements RateLimiter, Job, AutoCloseable {

    /** Returns 1 if all were acquired, else 0; then for each window what is taken and how many milliseconds are left. */
    private static final Script ACQUIRE = Script.of("""
            local states, granted = {1}, true
            for i, key in ipairs(KEYS) do
              local taken, left = tonumber(redis.call('get', key) or 0), redis.call('pttl', key)
              if left <= 0 then taken, left = 0, tonumber(ARGV[3 * i]) end
              granted = granted and taken + tonumber(ARGV[3 * i - 2]) <= tonumber(ARGV[3 * i - 1])
              states[2 * i], states[2 * i + 1] = taken, left
            end
            if not granted then
              states[1] = 0
              return states
            end
            for i, key in ipairs(KEYS) do
              states[2 * i] = states[2 * i] + tonumber(ARGV[3 * i - 2])
              redis.call('set', key, states[2 * i], 'px', states[2 * i + 1])
            end
            return states""");

    private static final Script RELEASE = Script.of("""
            for i, key in ipairs(KEYS) do
              local taken, left = tonumber(redis.call('get', key) or 0), redis.call('pttl', key)
              if taken <= tonumber(ARGV[i]) then
                redis.call('del', key)
              elseif left > 0 then
                redis.call('set', key, taken - tonumber(ARGV[i]), 'px', left)
              end
            end
            return {}""");

    private static final String TAG = "{og}:";
    private static final Base64.Encoder NAMES = Base64.getEncoder().withoutPadding();
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final RedisConnection redis;

    RedisRateLimiter(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public Mono<List<RateLimitDecision>> acquire(List<Budget> budgets) {
        var values = new ArrayList<String>();
        for (var budget : budgets) {
            for (var window : budget.policy().windows()) {
                values.add(Long.toString(budget.count()));
                values.add(Long.toString(window.quota()));
                values.add(Long.toString(window.period().toMillis()));
            }
        }
        return redis.run(ACQUIRE, keys(budgets), values.toArray(String[]::new))
                .map(answer -> decisions(budgets, answer));
    }

    @Override
    public Mono<Void> release(List<Budget> budgets) {
        var values = new ArrayList<String>();
        for (var budget : budgets) {
            budget.policy().windows().forEach(window -> values.add(Long.toString(budget.count())));
        }
        return redis.run(RELEASE, keys(budgets), values.toArray(String[]::new)).then();
    }

    @Override
    public String name() {
        return "budget-store";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    /** Connects before the first call needs it, and when nobody calls. */
    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return redis.connect().timeout(INTERVAL).onErrorComplete();
    }

    @Override
    public void close() {
        redis.close();
    }

    private static String[] keys(List<Budget> budgets) {
        var keys = new ArrayList<String>();
        for (var budget : budgets) {
            var digest = TAG + NAMES.encodeToString(Digests.sha256(budget.name()));
            for (var window = 0; window < budget.policy().windows().size(); window++) {
                keys.add(window == 0 ? digest : digest + window);
            }
        }
        return keys.toArray(String[]::new);
    }

    private static List<RateLimitDecision> decisions(List<Budget> budgets, List<Object> answer) {
        var states = new HashMap<String, BudgetState>();
        var next = 1;
        for (var budget : budgets) {
            var windows = new ArrayList<WindowState>();
            for (var window = 0; window < budget.policy().windows().size(); window++) {
                windows.add(new WindowState(number(answer, next), Duration.ofMillis(number(answer, next + 1))));
                next += 2;
            }
            states.put(budget.name(), new BudgetState(windows));
        }
        return number(answer, 0) == 1 ? BudgetState.granted(budgets, states) : BudgetState.refused(budgets, states);
    }

    private static long number(List<Object> answer, int place) {
        return (Long) answer.get(place);
    }
}
