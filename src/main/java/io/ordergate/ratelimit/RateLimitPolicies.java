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

    RateLimitPolicies(RateLimitSettings settings) {
        sendsPerPhone = RateLimitPolicy.parse("otp-phone", settings.otpPhone());
        sendsPerAddress = RateLimitPolicy.parse("otp-address", settings.otpAddress());
        guessesPerAddress = RateLimitPolicy.parse("verify-address", settings.verifyAddress());
        statusesPerAddress = RateLimitPolicy.parse("status-address", settings.statusAddress());
        failedLogins = RateLimitPolicy.parse("login", settings.login());
        loginsPerAddress = RateLimitPolicy.parse("login-address", settings.loginAddress());
        registrationsPerAddress = RateLimitPolicy.parse("register-address", settings.registerAddress());
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
