package io.ordergate.support.http;

import java.time.Duration;

/**
 * What one other server may take of this service.
 *
 * @param connections to it at a time
 * @param waiting calls that may wait for a connection
 * @param timeout for an answer; at most half of it, and half a second, is spent on waiting for a connection
 * @param longestAnswer in bytes; a longer one counts as no answer
 */
public record RemoteLimits(int connections, int waiting, Duration timeout, int longestAnswer) {}
