package io.ordergate.web.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.web.request.WebSettings;
import io.ordergate.web.security.AddressRanges;
import io.ordergate.web.security.ClientAddresses;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** Counts the connections that are open, in all and by client, so that nobody takes the place of others. */
@Component
class OpenConnections {

    private final int most;
    private final int mostOfAClient;
    private final AddressRanges proxies;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, Integer> byClient = new ConcurrentHashMap<>(); // as large as the number of connections

    OpenConnections(WebSettings settings, MeterRegistry meters) {
        most = settings.connections();
        mostOfAClient = settings.connectionsPerAddress();
        proxies = AddressRanges.of("TRUSTED_PROXIES", settings.trustedProxies());
        Gauge.builder("ordergate.http.connections", all, AtomicInteger::get).register(meters);
    }

    /** Whether there is a place for this socket's other end. Then {@link #leave} gives the place back. */
    boolean enter(InetAddress peer) {
        if (all.incrementAndGet() > most) {
            all.decrementAndGet();
            return false;
        }
        if (proxies.contain(peer) || byClient.merge(ClientAddresses.name(peer), 1, Integer::sum) <= mostOfAClient) {
            return true;
        }
        leave(peer);
        return false;
    }

    void leave(InetAddress peer) {
        all.decrementAndGet();
        if (!proxies.contain(peer)) {
            byClient.computeIfPresent(ClientAddresses.name(peer), (client, open) -> open > 1 ? open - 1 : null);
        }
    }

    int open() {
        return all.get();
    }
}
