package io.ordergate.outbox;

/**
 * A message that this node has taken for one consumer, until it is handled or the lease runs out.
 *
 * @param id of the delivery
 * @param tries how many there were, with this one
 * @param fence grows with each claim: the outcome of an older one is not written down any more
 */
record Claim(long id, String consumer, int tries, int fence, OutboxMessage message) {}
