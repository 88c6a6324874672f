package io.ordergate.support.job;

import reactor.core.publisher.Mono;

/** Rows that a feature keeps for a while and then deletes. Any number of nodes may ask at the same time. */
public interface Expired {

    /** What they are, in the log and in meters, such as {@code wrong-guesses}. */
    String name();

    /**
     * Deletes rows that are over, at most about this many and in one short statement, and tells how many. It passes over
     * rows that somebody else has locked. Fewer than {@code size} mean that there is nothing left to do now.
     */
    Mono<Long> deleteBatch(int size);
}
