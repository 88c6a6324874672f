package io.ordergate.ratelimit;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.time.Duration;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * What a budget said, with what the client should know of it.
 *
 * @param window the place, in the policy, of the window that has the least left
 * @param reset time until that window starts anew
 */
public record RateLimitDecision(RateLimitPolicy policy, boolean granted, int window, long remaining, Duration reset) {

    /** How many were taken in that window, this one included. */
    public long taken() {
        return policy.windows().get(window).quota() - remaining;
    }

    /** The same decision about a policy with the same windows and larger quotas, of which as many are taken. */
    RateLimitDecision of(RateLimitPolicy whole) {
        var left = granted ? whole.windows().get(window).quota() - taken() : 0;
        return new RateLimitDecision(whole, granted, window, left, reset);
    }

    /** The decision itself, or the refusal {@code too-many-requests}. */
    public Mono<RateLimitDecision> orRefuse() {
        return granted ? Mono.just(this) : Mono.error(this::refusal);
    }

    /** The {@code RateLimit} and {@code RateLimit-Policy} fields (IETF draft-ietf-httpapi-ratelimit-headers). */
    Map<String, String> headers() {
        return Map.of(
                "RateLimit",
                "\"" + policy.nameOf(window) + "\";r=" + remaining + ";t=" + wholeSeconds(reset),
                "RateLimit-Policy",
                policy.header());
    }

    /** {@code too-many-requests}, with the time after which there is some left. */
    public Failure refusal() {
        var wait = Duration.ofSeconds(wholeSeconds(reset));
        var failure = Failure.of(ProblemCode.TOO_MANY_REQUESTS, "Try again in " + wait.toSeconds() + " seconds.")
                .retryAfter(wait);
        for (var header : headers().entrySet()) {
            failure = failure.header(header.getKey(), header.getValue());
        }
        return failure;
    }

    /** Rounded up: a client that waits exactly so long must not be early. */
    private static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusNanos(999_999_999).toSeconds());
    }
}
