package io.ordergate.sms.guard;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The costs of texts today (UTC): those of all nodes up to a moment, read from the database, and those of this node since.
 * Texts are charged before a provider is called, so that many callers at once cannot exceed the cap.
 */
class SpendLedger {

    private static final long SECONDS_A_DAY = 86_400;

    private final @Nullable BigDecimal cap;

    /** The costs of this node by second. */
    private final TreeMap<Long, BigDecimal> own = new TreeMap<>();

    private BigDecimal ownTotal = BigDecimal.ZERO;
    private BigDecimal read = BigDecimal.ZERO;
    private long day;

    SpendLedger(@Nullable BigDecimal cap) {
        this.cap = cap;
    }

    boolean hasCap() {
        return cap != null;
    }

    synchronized BigDecimal spent(Instant now) {
        rollOver(now);
        return read.add(ownTotal);
    }

    /** Whether this amount more would exceed the cap. */
    synchronized boolean isBeyond(BigDecimal amount, Instant now) {
        rollOver(now);
        return cap != null && read.add(ownTotal).add(amount).compareTo(cap) > 0;
    }

    /** Adds the amount. Gives false, and adds nothing, where the cap would be exceeded. */
    synchronized boolean tryAdd(BigDecimal amount, Instant now) {
        if (isBeyond(amount, now)) {
            return false;
        }
        add(amount, now);
        return true;
    }

    /** Adds an amount whatever the cap; a negative one for a refund. */
    synchronized void add(BigDecimal amount, Instant now) {
        if (cap != null && amount.signum() != 0) {
            rollOver(now);
            own.merge(now.getEpochSecond(), amount, BigDecimal::add);
            ownTotal = ownTotal.add(amount);
        }
    }

    /** Replaces the costs up to this moment by those of all nodes from the database. */
    synchronized void read(BigDecimal spent, Instant upTo) {
        rollOver(upTo);
        if (upTo.getEpochSecond() / SECONDS_A_DAY == day) {
            read = spent;
            var older = own.headMap(upTo.getEpochSecond());
            ownTotal = older.values().stream().reduce(ownTotal, BigDecimal::subtract);
            older.clear();
        }
    }

    /** Begins a new day, without costs. */
    private void rollOver(Instant now) {
        var today = now.getEpochSecond() / SECONDS_A_DAY;
        if (today > day) {
            day = today;
            read = BigDecimal.ZERO;
            ownTotal = BigDecimal.ZERO;
            own.clear();
        }
    }
}
