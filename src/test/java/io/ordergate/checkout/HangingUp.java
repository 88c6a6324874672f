package io.ordergate.checkout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** A client that sends a whole request and then closes its connection without waiting for the answer. */
final class HangingUp implements AutoCloseable {

    private final Socket socket;

    private HangingUp(Socket socket) {
        this.socket = socket;
    }

    static HangingUp post(int port, String path, Object body, String idempotencyKey) throws IOException {
        var json = new JsonMapper().writeValueAsBytes(body);
        var head =
                "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: %s\r\nContent-Length: %d\r\n\r\n"
                        .formatted(path, idempotencyKey, json.length);
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(json);
        return new HangingUp(socket);
    }

    /** Waits so long and goes: by a reset when it is abrupt, else by closing politely. */
    void hangUpAfter(Duration wait, boolean abrupt) throws IOException, InterruptedException {
        TimeUnit.NANOSECONDS.sleep(wait.toNanos());
        if (abrupt) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
