package io.ordergate.payment.provider;

import io.ordergate.support.http.RemoteLimits;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.http.RemoteServers;
import org.springframework.stereotype.Component;

/** The clients for payment providers, each with a circuit breaker and the same limits. */
@Component
public class PaymentServers {

    private static final int LONGEST_ANSWER = 256 * 1024;

    private final RemoteServers servers;
    private final RemoteLimits limits;

    PaymentServers(PaymentSettings settings, RemoteServers servers) {
        this.servers = servers;
        this.limits = new RemoteLimits(settings.connections(), settings.waiting(), settings.timeout(), LONGEST_ANSWER);
    }

    public RemoteServer server(String provider) {
        return servers.guarded("payment", provider, limits);
    }
}
