package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** Clients that keep their connection and ask again the moment they have an answer. None of them is forgotten. */
@IntegrationTest
class KeepAliveTests {

    private static final int CLIENTS = 6;
    private static final int ROUNDS = 400;
    private static final int PATIENCE_MILLIS = 60_000;

    @Autowired
    private Api api;

    @Test
    void everyRequestOfAKeptConnectionIsAnswered() {
        var answered = Flux.range(0, CLIENTS)
                .flatMap(
                        client -> Mono.fromCallable(() -> talk(client)).subscribeOn(Schedulers.boundedElastic()),
                        CLIENTS)
                .reduce(0, Integer::sum)
                .block();
        assertThat(answered).isEqualTo(CLIENTS * ROUNDS * 3);
    }

    /** One answer that waits for the database, then two that are there at once: the next request overtakes the server. */
    private int talk(int client) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            return IntStream.range(0, ROUNDS)
                    .map(round -> ask(socket, in, initiate("+88019%02d%06d".formatted(client, round)))
                            + ask(socket, in, "GET /problems/wrong-code HTTP/1.1\r\nHost: test\r\n\r\n")
                            + ask(socket, in, post("{}")))
                    .sum();
        }
    }

    private static String initiate(String phone) {
        return post(new JsonMapper().writeValueAsString(Api.someOrder(phone)));
    }

    private static String post(String body) {
        return "POST /api/v1/orders/initiate HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static int ask(Socket socket, InputStream in, String request) {
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(line(in)).startsWith("HTTP/1.1 ");
            var length = 0;
            for (var header = line(in); !header.isEmpty(); header = line(in)) {
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            header.substring(header.indexOf(':') + 1).strip());
                }
            }
            assertThat(in.readNBytes(length)).hasSize(length);
            return 1;
        } catch (IOException notAnswered) {
            throw new UncheckedIOException(notAnswered);
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("The connection was closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
