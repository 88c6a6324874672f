package io.ordergate.notification.webhook;

import java.time.Duration;

/**
 * The answer to one call.
 *
 * @param status 0 when there was no answer
 * @param error in a word, empty when all is well
 * @param pause how long the endpoint wants to be left alone
 */
record WebhookAnswer(int status, String error, Duration pause) {

    static final int GONE = 410;

    static WebhookAnswer of(int status, Duration pause) {
        var well = status >= 200 && status < 300;
        return well ? new WebhookAnswer(status, "", Duration.ZERO) : new WebhookAnswer(status, "http-" + status, pause);
    }

    static WebhookAnswer none(String error) {
        return new WebhookAnswer(0, error, Duration.ZERO);
    }

    boolean isWell() {
        return error.isEmpty();
    }
}
