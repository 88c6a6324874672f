package io.ordergate.web.server;

/** Where client and server are in the sequence of requests and answers of one connection. */
class RequestCounts {

    private int begun;
    private int received;
    private int answered;
    private boolean open;
    private boolean answering;
    private long bytesAhead;

    void begin() {
        begun++;
        open = true;
    }

    void end() {
        open = false;
        received = begun;
    }

    /** Counts bytes of a body if the answer to the request before it is not written. */
    void body(long bytes) {
        bytesAhead = ahead() > 1 ? bytesAhead + bytes : 0;
    }

    void answer() {
        answering = true;
    }

    void answered() {
        answering = false;
        answered++;
    }

    /** Requests that have begun and whose answer has not ended. */
    int ahead() {
        return begun - answered;
    }

    long bytesAhead() {
        return bytesAhead;
    }

    /** Whether a request has begun and not ended. */
    boolean isOpen() {
        return open;
    }

    boolean isAnswering() {
        return answering;
    }

    /** Whether the next answer, or the one under way, is for a request that has not ended. */
    boolean answersTooEarly() {
        return received <= answered;
    }

    /** Whether there are answers to be written before one for what comes in now. */
    boolean othersAreFirst() {
        return ahead() > (open ? 1 : 0);
    }
}
