package io.ordergate.ratelimit;

import io.ordergate.ratelimit.RateLimiter.Budget;
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.ClientAddresses;
import java.util.ArrayList;
import java.util.List;

/**
 * A limit for client addresses. One client with IPv6 may have 256 networks of /64 (a /56) or 65,536 (a /48) alone: those have
 * limits of their own, twice and four times as large as that of a /64.
 */
public final class AddressPolicy {

    private static final long SITE = 2;
    private static final long ORGANISATION = 4;

    private final RateLimitPolicy own;
    private final List<RateLimitPolicy> networks;

    private AddressPolicy(RateLimitPolicy own) {
        this.own = own;
        this.networks = List.of(own.times(own.name() + "-48", ORGANISATION), own.times(own.name() + "-56", SITE));
    }

    static AddressPolicy of(RateLimitPolicy own) {
        return new AddressPolicy(own);
    }

    /** The budgets of an address, as {@link ClientAddresses} writes it: the widest first, which keeps a refused network short. */
    public List<Budget> budgets(ClientAddress address) {
        return budgets("", address);
    }

    /** The budgets of an address for one thing, such as an account. */
    public List<Budget> budgets(String subject, ClientAddress address) {
        var around = address.networksAround();
        if (around.isEmpty()) {
            return List.of(new Budget(own, subject + address));
        }
        var budgets = new ArrayList<Budget>(around.size() + 1);
        for (var network = 0; network < around.size(); network++) {
            budgets.add(new Budget(networks.get(network), subject + around.get(network)));
        }
        budgets.add(new Budget(own, subject + address));
        return budgets;
    }
}
