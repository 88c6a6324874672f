package io.ordergate.sms.guard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the guard does at present. Money is in the currency of the settings.
 *
 * @param enabled whether texts are sent at all
 * @param mode {@code enforce} or {@code observe}
 * @param countries those that are served; none for all but satellite and international networks
 * @param spentToday what texts have cost today (UTC), as this node knows it; none without a cap
 */
record GuardState(
        boolean enabled,
        String mode,
        List<String> countries,
        @Nullable String dailyCap,
        @Nullable String spentToday) {}
