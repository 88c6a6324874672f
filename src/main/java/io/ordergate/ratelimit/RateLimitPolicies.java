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

    RateLimitPolicies(RateLimitSettings settings) {
        sendsPerPhone = RateLimitPolicy.parse("otp-phone", settings.otpPhone());
        sendsPerAddress = RateLimitPolicy.parse("otp-address", settings.otpAddress());
        guessesPerAddress = RateLimitPolicy.parse("verify-address", settings.verifyAddress());
        outstandingPerCountry = new RateLimitPolicy(
                "otp-country", List.of(new RateLimitPolicy.Window(settings.countryBudget(), Duration.ofHours(1))));
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

    /** Codes sent to one country and not typed back: what bots can spend. */
    public RateLimitPolicy outstandingPerCountry() {
        return outstandingPerCountry;
    }
}
