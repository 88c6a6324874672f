package io.ordergate.sms;

import io.ordergate.support.RetryAfter;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What a provider answered.
 *
 * @param retryAfter the header of that name, empty without one
 */
record HttpAnswer(int status, String retryAfter, String body) {

    private static final Duration NONSENSE = Duration.ofDays(365);
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(1);
    private static final Duration CREDENTIALS_PAUSE = Duration.ofSeconds(30);
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_./ -]{1,60}");
    private static final JsonMapper JSON = new JsonMapper();

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The body as JSON; a missing node when it is none, so that looking into it finds nothing. */
    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JacksonException garbage) {
            return MissingNode.getInstance();
        }
    }

    /** What the status alone says, for answers that say no more. */
    SmsResult byStatus(Clock clock) {
        var reason = "http " + status;
        if (isSuccess()) {
            return SmsResult.refused(SmsOutcome.UNKNOWN, reason + " garbage"); // it may have been sent
        }
        return switch (status) {
            case 401, 403 -> badCredentials(reason);
            case 429 -> throttled(reason, clock);
            case 408 -> SmsResult.refused(SmsOutcome.UNAVAILABLE, reason);
            default ->
                SmsResult.refused(status >= 400 && status < 500 ? SmsOutcome.REJECTED : SmsOutcome.UNAVAILABLE, reason);
        };
    }

    /** Too many texts at once: the provider is left alone as long as it says, or for a moment. */
    SmsResult throttled(String reason, Clock clock) {
        return new SmsResult.Refused(SmsOutcome.THROTTLED, reason, pause(clock));
    }

    /** Every text would be refused: the provider is left alone for a while, then tried again. */
    static SmsResult badCredentials(String reason) {
        return new SmsResult.Refused(SmsOutcome.BAD_CREDENTIALS, reason, CREDENTIALS_PAUSE);
    }

    /** A provider's code for a reason, unless it looks like something else: its words may quote a phone number. */
    static String reason(String code) {
        return SAFE.matcher(code).matches() ? code : "unreadable";
    }

    private Duration pause(Clock clock) {
        var wait = RetryAfter.read(retryAfter, clock.instant());
        return wait.compareTo(SHORT_PAUSE) > 0 && wait.compareTo(NONSENSE) < 0 ? wait : SHORT_PAUSE;
    }
}
