package io.ordergate.outbox;

/**
 * How much is left to be done.
 *
 * @param waiting deliveries that are neither done nor dead letters
 * @param oldestMillis how long ago the oldest of their messages was appended
 */
record BacklogSize(long deadLetters, long waiting, long oldestMillis) {

    static final BacklogSize NONE = new BacklogSize(0, 0, 0);
}
