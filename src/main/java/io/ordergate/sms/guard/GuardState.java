package io.ordergate.sms.guard;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of the guard. Money is in the currency of the settings.
 *
 * @param enabled whether texts are sent at all
 * @param mode {@code enforce} or {@code observe}
 * @param countries the countries that are served; none for all but satellite and international networks
 * @param prices the price of a segment by country; {@code *} for all others
 * @param spentToday what texts have cost today (UTC), as far as this node knows; null without a cap
 */
record GuardState(
        boolean enabled,
        String mode,
        List<String> countries,
        @Nullable String dailyCap,
        @Nullable String spentToday,
        Map<String, String> prices) {}
