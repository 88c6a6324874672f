package io.ordergate.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.boot.convert.DurationStyle;

/** How much of something one key may take: one or more windows that all must have room. Two are never equal. */
public final class RateLimitPolicy {

    /** The most windows that one policy may have: a row of the database has room for two. */
    private static final int MOST_WINDOWS = 2;

    private final String name;
    private final Scope scope;
    private final List<Window> windows;
    private final String header;

    /** So many within this time, counted from the first. */
    public record Window(long quota, Duration period) {

        public Window {
            if (quota < 1 || period.isNegative() || period.isZero()) {
                throw new IllegalArgumentException("A rate limit needs a quota and a period above zero: 5/1h");
            }
        }
    }

    /** Who counts together. */
    enum Scope {
        /** Each node counts alone, whatever the store: for limits of a minute that protect the node. */
        NODE,
        /** All nodes count together; in the database a node counts ahead, from a lease, since everybody takes from these. */
        LEASED,
        /** All nodes count together, exactly. */
        SHARED
    }

    public RateLimitPolicy(String name, List<Window> windows) {
        this(name, Scope.SHARED, windows);
    }

    private RateLimitPolicy(String name, Scope scope, List<Window> windows) {
        if (windows.isEmpty() || windows.size() > MOST_WINDOWS) {
            throw new IllegalArgumentException(
                    "Rate limit " + name + " needs one window or two: write 5/1h or 5/1h,10/1d");
        }
        this.name = name;
        this.scope = scope;
        this.windows = List.copyOf(windows);
        this.header = IntStream.range(0, windows.size())
                .mapToObj(window -> "\"%s\";q=%d;w=%d"
                        .formatted(
                                nameOf(window),
                                windows.get(window).quota(),
                                windows.get(window).period().toSeconds()))
                .collect(Collectors.joining(", "));
    }

    /** A policy as settings write it: {@code 5/1h,10/1d}. */
    public static RateLimitPolicy parse(String name, String text) {
        var windows = new ArrayList<Window>();
        for (var part : text.split(",", -1)) {
            var slash = part.indexOf('/');
            try {
                var quota = Long.parseLong(part.substring(0, Math.max(slash, 0)).strip());
                windows.add(new Window(
                        quota,
                        DurationStyle.detectAndParse(part.substring(slash + 1).strip())));
            } catch (IllegalArgumentException | ArithmeticException unreadable) {
                throw new IllegalArgumentException(
                        setting(name) + " is not understood: write 5/1h or 5/1h,10/1d", unreadable);
            }
        }
        try {
            return new RateLimitPolicy(name, windows);
        } catch (IllegalArgumentException number) {
            throw new IllegalArgumentException(setting(name) + " is not understood: write 5/1h or 5/1h,10/1d", number);
        }
    }

    /** The variable by which operators set the policy of this name. */
    private static String setting(String name) {
        return "RATE_LIMIT_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The same policy, counted by each node alone. */
    RateLimitPolicy onEachNode() {
        return new RateLimitPolicy(name, Scope.NODE, windows);
    }

    /** The same policy, of which nodes take leases. */
    public RateLimitPolicy leased() {
        return new RateLimitPolicy(name, Scope.LEASED, windows);
    }

    /** The same policy with the share of one of so many nodes, at least 1. */
    RateLimitPolicy share(int nodes) {
        return new RateLimitPolicy(
                name,
                scope,
                windows.stream()
                        .map(window -> new Window(Math.max(1, window.quota() / nodes), window.period()))
                        .toList());
    }

    /** The same windows with so many times the quotas. */
    RateLimitPolicy times(String otherName, long factor) {
        return new RateLimitPolicy(
                otherName,
                scope,
                windows.stream()
                        .map(window -> new Window(Math.multiplyExact(window.quota(), factor), window.period()))
                        .toList());
    }

    /** The name of one window in answers: the policy's own for the first, numbered after that. */
    final String nameOf(int window) {
        return window == 0 ? name : name + "-" + (window + 1);
    }

    public String name() {
        return name;
    }

    /** The smallest quota of a window. */
    long least() {
        return windows.stream().mapToLong(Window::quota).min().orElseThrow();
    }

    Scope scope() {
        return scope;
    }

    public List<Window> windows() {
        return windows;
    }

    /** The {@code RateLimit-Policy} field of the IETF draft. */
    String header() {
        return header;
    }
}
