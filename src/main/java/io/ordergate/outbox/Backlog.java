package io.ordergate.outbox;

/**
 * What is left to be done.
 *
 * @param waiting deliveries that are not done, nor parked
 * @param oldestMillis how long ago the oldest message was appended that is not done, nor parked
 */
record Backlog(long parked, long waiting, long oldestMillis) {

    static final Backlog NONE = new Backlog(0, 0, 0);
}
