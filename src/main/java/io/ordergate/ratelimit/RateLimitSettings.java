package io.ordergate.ratelimit;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The budgets, each written as {@code quota/period,quota/period}, and where they are kept.
 *
 * @param store {@code memory} or {@code database}; empty for the database, unless it is the embedded one
 * @param nodes how many nodes share the quotas while the store is down
 */
@ConfigurationProperties("ordergate.rate-limit")
@Validated
record RateLimitSettings(
        @DefaultValue("") String store,
        @DefaultValue("2") @Min(1) int nodes,
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
        @DefaultValue("200000") long maxKeys) {}
