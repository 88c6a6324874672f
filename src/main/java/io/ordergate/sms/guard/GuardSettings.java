package io.ordergate.sms.guard;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The limits of what texts may cost and where they may go.
 *
 * @param mode whether a text over a limit is refused, or only recorded
 * @param enabled false stops every text, whatever an admin says
 * @param countries the countries that are served (ISO 3166); none or {@code *} for all, without satellite and international networks,
 *     which {@code 001} names
 * @param refusedTypes kinds of lines in the words of libphonenumber, such as {@code premium_rate}
 * @param dailyCap what texts may cost in a day (UTC); null for no limit
 * @param noticeShare the share of the cap for texts without a code, from 0 to 1; the rest is left for codes
 * @param prices the price of one segment, {@code BD:0.02;*:0.05}, in the currency of the cap
 * @param refresh how often a node reads the switch and the costs of all nodes
 */
@Validated
@ConfigurationProperties("ordergate.sms.guard")
record GuardSettings(
        @DefaultValue("enforce") Mode mode,
        @DefaultValue("true") boolean enabled,
        @DefaultValue List<String> countries,

        @DefaultValue({"premium_rate", "shared_cost"}) List<String> refusedTypes,

        @DecimalMin("0") @Nullable BigDecimal dailyCap,

        @DecimalMin("0") @DecimalMax("1") @DefaultValue("0.5")
        BigDecimal noticeShare,

        @DefaultValue("") String prices,
        @DefaultValue("5s") Duration refresh) {

    private static final String ALL = "*";

    /** The treatment of a text over a limit. */
    enum Mode {
        ENFORCE,
        OBSERVE
    }

    /** The named countries, as libphonenumber writes them. */
    Set<String> served() {
        return countries.stream()
                .map(name -> name.strip().toUpperCase(Locale.ROOT))
                .filter(name -> !name.equals(ALL))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether all countries are served. */
    boolean isEverywhere() {
        return countries.isEmpty()
                || countries.stream().anyMatch(name -> name.strip().equals(ALL));
    }

    /** The kinds of lines, as libphonenumber writes them, in small letters. */
    Set<String> refused() {
        return refusedTypes.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }
}
