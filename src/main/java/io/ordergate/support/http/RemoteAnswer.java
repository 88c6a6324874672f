package io.ordergate.support.http;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.ordergate.support.LenientJson;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * What another server answered, or why it did not.
 *
 * @param status of HTTP; 0 when the call was surely not sent, -1 when it may have been and no answer came
 * @param reason in a word, such as {@code http-503} or {@code timeout}; nothing that the other side wrote
 */
public record RemoteAnswer(int status, HttpHeaders headers, String body, Fault fault, String reason) {

    private static final int UNSENT = 0;
    private static final int SILENT = -1;

    static RemoteAnswer of(int status, HttpHeaders headers, String body) {
        return new RemoteAnswer(status, headers, body, Fault.NONE, "http-" + status);
    }

    /** The other side was not asked, for this reason. */
    public static RemoteAnswer notAsked(String reason) {
        return new RemoteAnswer(UNSENT, EmptyHttpHeaders.INSTANCE, "", Fault.NOT_ASKED, reason);
    }

    static RemoteAnswer failed(Throwable error, boolean sent) {
        var reason = error.getClass().getSimpleName();
        return new RemoteAnswer(sent ? SILENT : UNSENT, EmptyHttpHeaders.INSTANCE, "", Fault.of(error), reason);
    }

    static RemoteAnswer timeout() {
        return new RemoteAnswer(SILENT, EmptyHttpHeaders.INSTANCE, "", Fault.TIMEOUT, Fault.TIMEOUT.id());
    }

    /** Whether the other side has surely not taken the call: it may be repeated, or made elsewhere. */
    public boolean isUnsent() {
        return status == UNSENT;
    }

    /** Whether nobody knows what the other side has made of the call. */
    public boolean isSilent() {
        return status == SILENT;
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether the other side understood the call and declines it: asking again changes nothing. */
    public boolean isRefusal() {
        return status >= 400
                && status < 500
                && status != 401
                && status != 403
                && status != 408
                && status != 409
                && status != 425
                && status != 429;
    }

    /** Whether the answer says something about the other side's health, not about this call. */
    public boolean isOutage() {
        return status <= 0 || status >= 500;
    }

    /** The value of a header, empty without one. */
    public String header(String name) {
        return headers.get(name, "");
    }

    /** How long the other side wants to be left alone; zero where it does not say. */
    public Duration retryAfter(Instant now) {
        return RetryAfter.read(header("Retry-After"), now);
    }

    /** The body as JSON; a missing node when it is none, so that looking into it finds nothing. */
    public JsonNode json() {
        return LenientJson.read(body);
    }

    @Override
    public String toString() {
        return "RemoteAnswer[" + reason + "]";
    }
}
