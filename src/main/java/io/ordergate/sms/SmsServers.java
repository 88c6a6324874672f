package io.ordergate.sms;

import io.ordergate.support.http.RemoteLimits;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.http.RemoteServers;
import org.springframework.stereotype.Component;

/** The servers of SMS providers, with the same limits for each. */
@Component
public class SmsServers {

    private static final int LONGEST_ANSWER = 64 * 1024;

    private final RemoteServers servers;
    private final RemoteLimits limits;

    SmsServers(SmsSettings settings, RemoteServers servers) {
        this.servers = servers;
        this.limits = new RemoteLimits(settings.connections(), settings.waiting(), settings.timeout(), LONGEST_ANSWER);
    }

    public RemoteServer server(String provider) {
        return servers.server("sms-" + provider, limits);
    }
}
