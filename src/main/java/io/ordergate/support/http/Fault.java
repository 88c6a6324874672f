package io.ordergate.support.http;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** Why another server gave no answer. */
public enum Fault {
    /** There is an answer. */
    NONE,
    /** The circuit breaker is open, or something that the call needs is not there. */
    NOT_ASKED,
    /** All connections are in use: this service's own bound, no fault of the other side. */
    BUSY,
    /** The name leads to an address that must not be called. */
    ADDRESS_REFUSED,
    UNKNOWN_HOST,
    NO_CONNECTION,
    TLS,
    TIMEOUT,
    /** The connection ended early, or what came is no HTTP or too long. */
    BROKEN_ANSWER;

    /** The name in logs and in the database. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Fault of(Throwable error) {
        if (error instanceof PoolAcquirePendingLimitException || error instanceof PoolAcquireTimeoutException) {
            return BUSY;
        }
        if (error instanceof AddressGuard.Refused || error.getCause() instanceof AddressGuard.Refused) {
            return ADDRESS_REFUSED;
        }
        if (error instanceof TimeoutException || error instanceof ConnectTimeoutException) {
            return TIMEOUT;
        }
        if (error instanceof UnknownHostException) {
            return UNKNOWN_HOST;
        }
        if (error instanceof SSLException) {
            return TLS;
        }
        return error instanceof ConnectException ? NO_CONNECTION : BROKEN_ANSWER;
    }
}
