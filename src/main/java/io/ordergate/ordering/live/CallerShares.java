package io.ordergate.ordering.live;

import io.ordergate.support.ConcurrencyLimit.Claim;
import io.ordergate.support.ConcurrencyLimit.Share;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.util.List;

/**
 * How many of the places that all callers share one caller may have: an account its own share, customers of one address
 * another.
 */
public record CallerShares(int perCaller, int perStaff, int perAddress, int reserved) {

    /** The claim of this caller. Staff are held to the share of an account only, and may take what is reserved. */
    public Claim of(Caller caller, ClientAddress address) {
        var key = caller.key();
        return caller.isStaff()
                ? new Claim(0, List.of(new Share(key, perStaff)))
                : new Claim(
                        reserved,
                        List.of(
                                new Share(key, perCaller),
                                new Share(address.widest().value(), perAddress)));
    }
}
