package io.ordergate.payment;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What a provider answered, or why it did not.
 *
 * @param status of HTTP; 0 when nothing was sent, -1 when it may have been and no answer came
 */
record ProviderAnswer(int status, String body, String reason) {

    private static final JsonMapper JSON = new JsonMapper();

    /** To be called at the start: what reading needs is loaded then, not on an event loop. */
    static void prepare() {
        new ProviderAnswer(200, "{}", "").json();
    }

    static ProviderAnswer of(int status, String body) {
        return new ProviderAnswer(status, body, "http-" + status);
    }

    static ProviderAnswer unsent(String reason) {
        return new ProviderAnswer(0, "", reason);
    }

    static ProviderAnswer silent(String reason) {
        return new ProviderAnswer(-1, "", reason);
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether the provider understood the call and declines it: asking again changes nothing. */
    boolean isRefusal() {
        return status >= 400
                && status < 500
                && status != 401
                && status != 403
                && status != 408
                && status != 409
                && status != 425
                && status != 429;
    }

    /** Whether it says something about the provider's health, not about this call. */
    boolean isOutage() {
        return status <= 0 || status >= 500;
    }

    /** The body as JSON; a missing node when it is none, so that looking into it finds nothing. */
    JsonNode json() {
        return read(body.getBytes(StandardCharsets.UTF_8));
    }

    /** What a provider has sent as JSON; a missing node when it is none. */
    static JsonNode read(byte[] sent) {
        try {
            return JSON.readTree(sent);
        } catch (JacksonException garbage) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public String toString() {
        return "ProviderAnswer[" + reason + "]";
    }
}
