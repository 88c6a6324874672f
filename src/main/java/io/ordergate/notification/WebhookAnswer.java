package io.ordergate.notification;

/**
 * What came of one call.
 *
 * @param status 0 when there was no answer
 * @param error in a word, empty when all is well
 */
record WebhookAnswer(int status, String error) {

    static final int GONE = 410;

    static WebhookAnswer of(int status) {
        return new WebhookAnswer(status, status >= 200 && status < 300 ? "" : "http-" + status);
    }

    static WebhookAnswer none(String error) {
        return new WebhookAnswer(0, error);
    }

    boolean isWell() {
        return error.isEmpty();
    }
}
