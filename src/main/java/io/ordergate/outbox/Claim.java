package io.ordergate.outbox;

/**
 * A message that this node handles for one consumer, until it is done or the lease runs out.
 *
 * @param id of the delivery
 * @param tries the number of tries, with this one
 * @param fence grows with each claim: the outcome of an older claim is not recorded any more
 */
record Claim(long id, String consumer, int tries, int fence, OutboxMessage message) {}
