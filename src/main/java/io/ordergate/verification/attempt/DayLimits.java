package io.ordergate.verification.attempt;

import io.ordergate.support.database.Sql;

/**
 * Wrong codes that may be typed in a day (UTC) for one phone and purpose.
 *
 * @param perAddress from one client address
 * @param inAll from all addresses together
 */
public record DayLimits(int perAddress, int inAll) {

    public Sql.Call bind(Sql.Call call) {
        return call.bind("day_address", perAddress).bind("day_all", inAll);
    }
}
