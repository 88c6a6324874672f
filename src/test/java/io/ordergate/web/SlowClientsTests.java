package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Nobody holds a connection by sending a request that never ends. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.web.request-timeout=1s")
class SlowClientsTests {

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int PAUSE_MILLIS = 100;
    private static final String BEGINNING = "POST /api/v1/orders/initiate HTTP/1.1\r\nHost: test\r\n"
            + "Content-Type: application/json\r\nContent-Length: 4000\r\n\r\n{";

    @Autowired
    private Api api;

    @Test
    void whoStopsInTheMiddleIsTold() throws IOException {
        try (var socket = connect()) {
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"code\":\"request-timeout\"");
        }
    }

    @Test
    void whoSendsDropByDropIsCutOff() throws IOException, InterruptedException {
        try (var socket = connect()) {
            assertThat(dropsUntilCutOff(socket)).isLessThan(PATIENCE_MILLIS / PAUSE_MILLIS);
        }
    }

    private static int dropsUntilCutOff(Socket socket) throws InterruptedException {
        for (var drop = 0; drop < PATIENCE_MILLIS / PAUSE_MILLIS; drop++) {
            try {
                socket.getOutputStream().write(' ');
            } catch (IOException cutOff) {
                assertThat(cutOff).isInstanceOf(SocketException.class);
                return drop;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return PATIENCE_MILLIS / PAUSE_MILLIS;
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write(BEGINNING.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
