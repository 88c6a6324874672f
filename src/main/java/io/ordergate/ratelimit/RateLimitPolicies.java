package io.ordergate.ratelimit;

import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Every budget of the service, by what it is for. */
@Component
public class RateLimitPolicies {

    private final RateLimitPolicy sendsPerPhone;
    private final RateLimitPolicy sendsPerAddress;
    private final RateLimitPolicy guessesPerAddress;
    private final RateLimitPolicy outstandingPerCountry;
    private final RateLimitPolicy outstandingPerAddress;
    private final RateLimitPolicy statusesPerAddress;
    private final RateLimitPolicy failedLogins;
    private final RateLimitPolicy loginsPerAddress;
    private final RateLimitPolicy registrationsPerAddress;
    private final RateLimitPolicy ordersPerAddress;
    private final RateLimitPolicy ordersPerAccount;
    private final RateLimitPolicy ordersPerPhone;
    private final RateLimitPolicy noticesPerCountry;
    private final RateLimitPolicy unprovenNoticesPerCountry;

    RateLimitPolicies(RateLimitSettings settings) {
        sendsPerPhone = RateLimitPolicy.parse("otp-phone", settings.otpPhone());
        sendsPerAddress = RateLimitPolicy.parse("otp-address", settings.otpAddress());
        guessesPerAddress = RateLimitPolicy.parse("verify-address", settings.verifyAddress());
        statusesPerAddress = RateLimitPolicy.parse("status-address", settings.statusAddress());
        failedLogins = RateLimitPolicy.parse("login", settings.login());
        loginsPerAddress = RateLimitPolicy.parse("login-address", settings.loginAddress());
        registrationsPerAddress = RateLimitPolicy.parse("register-address", settings.registerAddress());
        ordersPerAddress = RateLimitPolicy.parse("order-address", settings.orderAddress());
        ordersPerAccount = RateLimitPolicy.parse("order-account", settings.orderAccount());
        ordersPerPhone = RateLimitPolicy.parse("order-phone", settings.orderPhone());
        noticesPerCountry = RateLimitPolicy.parse("notice-country", settings.noticeCountry());
        unprovenNoticesPerCountry = RateLimitPolicy.parse("notice-unproven-country", settings.unprovenNoticeCountry());
        outstandingPerCountry = hourly("otp-country", settings.countryBudget());
        outstandingPerAddress = hourly("otp-unanswered", settings.addressBudget());
    }

    /** Codes sent to one phone for one purpose. */
    public RateLimitPolicy sendsPerPhone() {
        return sendsPerPhone;
    }

    /** Codes that one client address has sent. */
    public RateLimitPolicy sendsPerAddress() {
        return sendsPerAddress;
    }

    /** Codes that one client address has tried. */
    public RateLimitPolicy guessesPerAddress() {
        return guessesPerAddress;
    }

    /** How often one client address has asked what became of codes. */
    public RateLimitPolicy statusesPerAddress() {
        return statusesPerAddress;
    }

    /** Wrong passwords for one account from one client address. */
    public RateLimitPolicy failedLogins() {
        return failedLogins;
    }

    /** Passwords that one client address has tried, whatever the account. */
    public RateLimitPolicy loginsPerAddress() {
        return loginsPerAddress;
    }

    /** Accounts that one client address has made. */
    public RateLimitPolicy registrationsPerAddress() {
        return registrationsPerAddress;
    }

    /** Calls by which one client address places orders without a code. */
    public RateLimitPolicy ordersPerAddress() {
        return ordersPerAddress;
    }

    /** Orders that one account places without a code. */
    public RateLimitPolicy ordersPerAccount() {
        return ordersPerAccount;
    }

    /** Orders that are placed for one phone without a code. */
    public RateLimitPolicy ordersPerPhone() {
        return ordersPerPhone;
    }

    /** Texts about orders to one country. */
    public RateLimitPolicy noticesPerCountry() {
        return noticesPerCountry;
    }

    /** Texts about orders to phones of one country that nobody has proven to hold. */
    public RateLimitPolicy unprovenNoticesPerCountry() {
        return unprovenNoticesPerCountry;
    }

    /** Codes sent to one country and not typed back: what bots can spend. */
    public RateLimitPolicy outstandingPerCountry() {
        return outstandingPerCountry;
    }

    /** Codes that one client address has asked for and nobody has typed back. */
    public RateLimitPolicy outstandingPerAddress() {
        return outstandingPerAddress;
    }

    private static RateLimitPolicy hourly(String name, long quota) {
        return new RateLimitPolicy(name, List.of(new RateLimitPolicy.Window(quota, Duration.ofHours(1))));
    }
}
