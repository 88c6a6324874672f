package io.ordergate.sms;

import io.ordergate.support.http.Fault;
import io.ordergate.support.http.RemoteAnswer;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;

/** What providers' answers mean for a text where the provider has no words of its own. */
public final class SmsAnswers {

    private static final Duration NONSENSE = Duration.ofDays(365);
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(1);
    private static final Duration CREDENTIALS_PAUSE = Duration.ofSeconds(30);
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_./ -]{1,60}");

    private SmsAnswers() {}

    /** What the status alone says, for answers that say no more, and for those that never came. */
    public static SmsResult byStatus(RemoteAnswer answer, Clock clock) {
        return answer.fault() == Fault.NONE ? ofStatus(answer, clock) : ofFault(answer);
    }

    /** Too many texts at once: the provider is left alone as long as it says, or for a moment. */
    public static SmsResult throttled(String reason, RemoteAnswer answer, Clock clock) {
        var wait = answer.retryAfter(clock.instant());
        var sane = wait.compareTo(SHORT_PAUSE) > 0 && wait.compareTo(NONSENSE) < 0;
        return new SmsResult.Refused(SmsOutcome.THROTTLED, reason, sane ? wait : SHORT_PAUSE);
    }

    /** Every text would be refused: the provider is left alone for a while, then tried again. */
    public static SmsResult badCredentials(String reason) {
        return new SmsResult.Refused(SmsOutcome.BAD_CREDENTIALS, reason, CREDENTIALS_PAUSE);
    }

    /** A provider's code for a reason, unless it looks like something else: its words may quote a phone number. */
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
            return SmsResult.refused(SmsOutcome.UNKNOWN, reason + " garbage"); // it may have been sent
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
