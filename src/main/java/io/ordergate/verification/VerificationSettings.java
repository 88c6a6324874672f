package io.ordergate.verification;

import io.ordergate.support.ClientSettings;
import io.ordergate.verification.attempt.Guess.DayLimits;
import io.ordergate.verification.attempt.Purpose;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** How long codes are, how long they live, how often they may be sent and guessed. */
@Validated
@ConfigurationProperties("ordergate.otp")
record VerificationSettings(
        @Min(4) @Max(10) @DefaultValue("6") int length,
        @DefaultValue("300s") Duration life,
        @Min(1) @Max(10) @DefaultValue("5") int attempts,
        @DefaultValue("600s") Duration orderLife,
        @Min(1) @Max(10) @DefaultValue("3") int orderAttempts,
        @DefaultValue("30s") Duration resendWait,
        @Min(1) @Max(20) @DefaultValue("4") int maxSends,
        @Min(1) @Max(100) @DefaultValue("5") int dayAddressGuesses,
        @Min(1) @Max(1000) @DefaultValue("10") int dayGuesses,
        @Nullable String webOtpHost,

        @Pattern(regexp = "|[A-Za-z0-9+/]{11}", message = "must be the 11 characters that Android's helper shows")
        @Nullable
        String retrieverHash,

        @DefaultValue("") String testNumbers)
        implements ClientSettings {

    @Override
    public Map<String, Object> forClients() {
        return Map.of(
                "code_length", length,
                "code_seconds", orderLife.toSeconds(),
                "resend_seconds", resendWait.toSeconds());
    }

    /** Time a code of this purpose may be typed back. */
    Duration life(Purpose purpose) {
        return switch (purpose) {
            case ORDER -> orderLife;
            case LOGIN, PHONE, PASSWORD, CONFIRM -> life;
        };
    }

    DayLimits day() {
        return new DayLimits(dayAddressGuesses, dayGuesses);
    }

    /** Guesses that are compared at the most. */
    int attempts(Purpose purpose) {
        return switch (purpose) {
            case ORDER -> orderAttempts;
            case LOGIN, PHONE, PASSWORD, CONFIRM -> attempts;
        };
    }
}
