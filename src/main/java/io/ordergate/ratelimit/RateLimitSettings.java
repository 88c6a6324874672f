package io.ordergate.ratelimit;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Locale;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The budgets, each written as {@code quota/period,quota/period}, and where they are kept.
 *
 * @param store {@code memory}, {@code database} or the URL of Redis; empty for the database, unless it is the embedded one
 * @param nodes how many nodes share the quotas while the store is down
 * @param timeout how long a caller waits for Redis, before the node counts alone
 */
@ConfigurationProperties("ordergate.rate-limit")
@Validated
record RateLimitSettings(
        @DefaultValue("") String store,
        @DefaultValue("2") @Min(1) int nodes,
        @DefaultValue("50ms") @DurationMin(millis = 1) Duration timeout,
        @DefaultValue("5/1h,10/1d") String otpPhone,
        @DefaultValue("30/1h") String otpAddress,
        @DefaultValue("60/1m") String verifyAddress,
        @DefaultValue("120/1m") String statusAddress,
        @DefaultValue("10/15m") String login,
        @DefaultValue("100/15m") String loginAddress,
        @DefaultValue("20/1h") String registerAddress,
        @DefaultValue("600/1h") String orderAddress,
        @DefaultValue("60/1h") String orderAccount,
        @DefaultValue("60/1h") String orderPhone,
        @DefaultValue("1000/1h") String noticeCountry,
        @DefaultValue("100/1h") String unprovenNoticeCountry,
        @DefaultValue("60/15m") String refresh,
        @DefaultValue("1200/15m") String refreshAddress,
        @DefaultValue("600/1m") String read,
        @DefaultValue("300") @Min(1) long countryBudget,
        @DefaultValue("20") @Min(1) long addressBudget,
        @DefaultValue("300") @Min(1) long totalBudget,
        @DefaultValue("200000") long maxKeys) {

    private static final String NO_DATABASE = "none";

    /** Where shared budgets are kept. */
    enum Store {
        MEMORY,
        DATABASE,
        REDIS
    }

    /**
     * The store that is chosen by {@code RATE_LIMIT_STORE}.
     *
     * @param database the URL of the database; without one the embedded database serves this node alone
     */
    static Store store(String setting, String database) {
        var chosen = setting.strip().toLowerCase(Locale.ROOT);
        if (chosen.isEmpty()) {
            return database.isBlank() || database.equals(NO_DATABASE) ? Store.MEMORY : Store.DATABASE;
        }
        return switch (chosen) {
            case "memory" -> Store.MEMORY;
            case "database" -> Store.DATABASE;
            default -> Store.REDIS;
        };
    }
}
