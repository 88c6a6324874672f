package io.ordergate.sms;

import io.ordergate.support.http.Fault;
import io.ordergate.support.http.RemoteAnswer;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;

/** The meaning of providers' responses, where a response has no error code of the provider. */
public final class SmsAnswers {

    private static final Duration NONSENSE = Duration.ofDays(365);
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(1);
    private static final Duration CREDENTIALS_PAUSE = Duration.ofSeconds(30);
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_./ -]{1,60}");

    private SmsAnswers() {}

    /** The result by the status alone, for a response that says no more, and for one that never arrived. */
    public static SmsResult byStatus(RemoteAnswer answer, Clock clock) {
        return answer.fault() == Fault.NONE ? ofStatus(answer, clock) : ofFault(answer);
    }

    /** The result for too many texts at once: a pause as long as the provider says, or a short one. */
    public static SmsResult throttled(String reason, RemoteAnswer answer, Clock clock) {
        var wait = answer.retryAfter(clock.instant());
        var sane = wait.compareTo(SHORT_PAUSE) > 0 && wait.compareTo(NONSENSE) < 0;
        return new SmsResult.Refused(SmsOutcome.THROTTLED, reason, sane ? wait : SHORT_PAUSE);
    }

    /** The result for credentials that are refused: every text would be, so there is a pause before the next attempt. */
    public static SmsResult badCredentials(String reason) {
        return new SmsResult.Refused(SmsOutcome.BAD_CREDENTIALS, reason, CREDENTIALS_PAUSE);
    }

    /** A provider's error code, unless the text does not look like a code: it may quote a phone number. */
    public static String reason(String code) {
        return SAFE.matcher(code).matches() ? code : "unreadable";
    }

    private static SmsResult ofFault(RemoteAnswer answer) {
        if (answer.fault() == Fault.BUSY) {
            return SmsResult.refused(SmsOutcome.THROTTLED, "busy");
        }
        return SmsResult.refused(answer.isUnsent() ? SmsOutcome.UNAVAILABLE : SmsOutcome.UNKNOWN, answer.reason());
    }

    private static SmsResult ofStatus(RemoteAnswer answer, Clock clock) {
        var status = answer.status();
        var reason = "http " + status;
        if (answer.isSuccess()) {
            return SmsResult.refused(SmsOutcome.UNKNOWN, reason + " garbage"); // the text may have been sent
        }
        return switch (status) {
            case 401, 403 -> badCredentials(reason);
            case 429 -> throttled(reason, answer, clock);
            case 408 -> SmsResult.refused(SmsOutcome.UNAVAILABLE, reason);
            default ->
                SmsResult.refused(status >= 400 && status < 500 ? SmsOutcome.REJECTED : SmsOutcome.UNAVAILABLE, reason);
        };
    }
}
