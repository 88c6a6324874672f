package io.ordergate.sms.guard;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What texts have cost today (UTC): what the database says of all nodes, up to a moment, and what this node has spent since.
 * Money is taken before a provider is asked, so that no number of callers at once gets past the cap.
 */
class SpendLedger {

    private static final long SECONDS_A_DAY = 86_400;

    private final @Nullable BigDecimal cap;

    /** What this node has spent, by second. */
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

    /** Whether so much more would be too much. */
    synchronized boolean isBeyond(BigDecimal amount, Instant now) {
        rollOver(now);
        return cap != null && read.add(ownTotal).add(amount).compareTo(cap) > 0;
    }

    /** Takes the money; false, and nothing is taken, when it would be too much. */
    synchronized boolean tryAdd(BigDecimal amount, Instant now) {
        if (isBeyond(amount, now)) {
            return false;
        }
        add(amount, now);
        return true;
    }

    /** Money that is spent whether or not there was any left, or that was not spent after all. */
    synchronized void add(BigDecimal amount, Instant now) {
        if (cap != null && amount.signum() != 0) {
            rollOver(now);
            own.merge(now.getEpochSecond(), amount, BigDecimal::add);
            ownTotal = ownTotal.add(amount);
        }
    }

    /** What every node has spent up to this moment, as the database knows it. */
    synchronized void read(BigDecimal spent, Instant upTo) {
        rollOver(upTo);
        if (upTo.getEpochSecond() / SECONDS_A_DAY == day) {
            read = spent;
            var older = own.headMap(upTo.getEpochSecond());
            ownTotal = older.values().stream().reduce(ownTotal, BigDecimal::subtract);
            older.clear();
        }
    }

    /** A new day begins with nothing spent. */
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
