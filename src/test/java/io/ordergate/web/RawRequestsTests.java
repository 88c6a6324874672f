package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.RawClient;
import io.ordergate.testing.RawClient.RawAnswer;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What is said by bytes alone: where a request ends, for whom it is, and when its connection is closed. */
@IntegrationTest
class RawRequestsTests {

    private static final String INITIATE =
            "POST /api/v1/orders/initiate HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n";
    private static final String PROBLEM = "GET /problems/wrong-code HTTP/1.1\r\nHost: test\r\n\r\n";

    @Autowired
    private Api api;

    @ParameterizedTest
    @CsvSource({
        "'gzip', 400",
        "'gzip, chunked', 501",
        "'chunked, gzip', 400",
        "'identity', 400",
        "'xchunked', 400",
        "'chunked, chunked', 400",
        "'chunked;q=1', 400",
        "'', 400"
    })
    void anotherTransferEncodingEndsTheConnection(String coding, int status) {
        refused(INITIATE + "Transfer-Encoding: " + coding + "\r\n\r\n" + PROBLEM, status);
    }

    @Test
    void twoTransferEncodingsAreOneTooMany() {
        refused(INITIATE + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + PROBLEM, 400);
        refused(INITIATE + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + PROBLEM, 400);
        refused(
                INITIATE.replace("HTTP/1.1", "HTTP/1.0") + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + PROBLEM,
                400);
    }

    @Test
    void twoLengthsAreOneTooMany() {
        refused(INITIATE + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + PROBLEM, 400);
        refused(INITIATE + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + PROBLEM, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: one\r\nHost: two\r\n",
                "Host: one\r\nHost: one\r\n",
                "Host:\r\n",
                "Host: a b\r\n",
                "Host: a/b\r\n",
                "Host: user@test\r\n",
                "Host: http://test\r\n",
                "Host: test:port\r\n",
                "Host: [::1\r\n",
                "Host: t\u00e9st\r\n"
            })
    void aRequestIsForOneHost(String hosts) {
        refused("GET /problems/wrong-code HTTP/1.1\r\n" + hosts + "\r\n" + PROBLEM, 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"test", "test:8080", "127.0.0.1:80", "[::1]:8080", "shop.example.", "my_shop"})
    void hostsAsTheyAreWritten(String host) {
        try (var client = new RawClient(api.port())) {
            assertThat(client.send("GET /problems/wrong-code HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /problems HTTP/2.0\r\nHost: test\r\n\r\n",
                "GET /problems HTTP/9.9\r\nHost: test\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void otherVersionsAreNotSpoken(String request) {
        refused(request, 505);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
                "hello\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\nA\u0000B: c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\nno colon\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : test\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: +1\r\n\r\na"
            })
    void whatIsNoHttpIsRefused(String bytes) {
        refused(bytes, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/%", "/%zz", "/a?b=%", "/<b>", "/a?q={1}|^`", "/a\\b", "/a\u007f", "[::1]:80", "http://[::1/a"})
    void aTargetThatIsNoUriIsToldSo(String target) {
        refused("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n" + PROBLEM, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://test/problems/wrong-code", "/problems/%77rong-code", "/problems/wrong-code?a=%C3%A9"})
    void targetsAsTheyAreWritten(String target) {
        try (var client = new RawClient(api.port())) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void laterMinorVersionsAreAnsweredInOurOwn() {
        try (var client = new RawClient(api.port())) {
            client.send("GET /problems/wrong-code HTTP/1.2\r\nHost: test\r\n\r\n");
            assertThat(client.answer().head()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whoEndsTheConnectionWithTheLastOfManyRequestsGetsAllAnswers() {
        var document = "GET /openapi.yaml HTTP/1.1\r\nHost: test\r\n";
        try (var client = new RawClient(api.port())) {
            client.send((document + "\r\n").repeat(3) + document + "Connection: close\r\n\r\n" + PROBLEM);
            for (var before = 0; before < 3; before++) {
                var answer = client.answer();
                assertThat(answer.header("Connection")).isNotEqualTo("close");
                assertThat(answer.body()).startsWith("openapi:");
            }
            var last = client.answer();
            assertThat(last.header("Connection")).isEqualTo("close");
            assertThat(last.body()).startsWith("openapi:");
            assertThat(client.rest()).as("nothing more, but the end").isEmpty();
        }
    }

    @Test
    void targetsMayHave8KiB() {
        var target = "/problems/wrong-code?" + "a".repeat(8192 - "/problems/wrong-code?".length());
        try (var client = new RawClient(api.port())) {
            assertThat(client.send("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
        refused("GET " + target + "a HTTP/1.1\r\nHost: test\r\n\r\n", 414);
        refused("GET " + target + "a".repeat(8192) + " HTTP/1.1\r\nHost: test\r\n\r\n", 414);
        refused("GET / HTTP/1.1\r\nHost: test\r\nA: " + "a".repeat(9000) + "\r\n\r\n", 431);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /problems/wrong-code HTTP/1.1\r\nHost: test\r\n\r\n",
                "HEAD /openapi.yaml HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET /nope HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: test\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET /actuator/health HTTP/1.0\r\n\r\n"
            })
    void everyAnswerHasItsDate(String request) {
        try (var client = new RawClient(api.port())) {
            dated(client.send(request).head());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST /api/v1/orders/initiate, 413, ''",
        "POST /nope, 404, ''",
        "GET /problems/wrong-code, 200, ''",
        "POST /api/v1/orders, 401, ''",
        "POST /api/v1/orders, 401, 'Connection: close\r\n'",
        "POST /openapi.yaml, 405, ''"
    })
    void whoIsAnsweredWhileHeStillSendsIsToldThatTheConnectionEnds(String call, int status, String header) {
        try (var client = new RawClient(api.port())) {
            client.send(call + " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
                    + header.translateEscapes() + "Content-Length: 1000000000\r\n\r\n" + "x".repeat(70_000));
            var answer = client.answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("Connection")).isEqualTo("close");
            dated(answer);
            assertThat(client.rest()).as("nothing more, but the end").isEmpty();
        }
    }

    @Test
    void whoSendsOnIsNotListenedToForLong() {
        try (var client = new RawClient(api.port())) {
            client.send("POST /nope HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(404);
            assertThat(chunksUntilCutOff(client)).isLessThan(1000);
        }
    }

    private static int chunksUntilCutOff(RawClient client) {
        for (var sent = 0; sent < 1000; sent++) {
            try {
                client.send("10000\r\n" + "x".repeat(0x10000) + "\r\n");
            } catch (java.io.UncheckedIOException cutOff) {
                return sent;
            }
        }
        return 1000;
    }

    @Test
    void aBodyThatHasArrivedDoesNotEndTheConnection() {
        try (var client = new RawClient(api.port())) {
            client.send("POST /api/v1/orders HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(client.answer().header("Connection")).isNotEqualTo("close");
            assertThat(client.send(PROBLEM).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void whoAsksWhetherToSendTooMuchIsToldNo() {
        refused(INITIATE + "Expect: 100-continue\r\nContent-Length: 65537\r\n\r\n", 413);
        refused(INITIATE + "Expect: something-else\r\nContent-Length: 2\r\n\r\n{}", 417);
        try (var client = new RawClient(api.port())) {
            client.send(INITIATE + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.send("{}").answer().status()).isEqualTo(400);
        }
    }

    @Test
    void aRefusalWaitsForTheAnswersBeforeIt() {
        try (var client = new RawClient(api.port())) {
            client.send(PROBLEM + PROBLEM + "nonsense\r\n\r\n" + PROBLEM);
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.rest()).isEmpty();
        }
    }

    private void refused(String bytes, int status) {
        try (var client = new RawClient(api.port())) {
            var answer = client.send(bytes).answer();
            assertThat(answer.status()).as(bytes).isEqualTo(status);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.body()).contains("\"status\":" + status);
            assertThat(answer.header("X-Request-Id")).isNotEmpty();
            dated(answer);
            assertThat(client.rest()).as("no second answer").isEmpty();
        }
    }

    private static void dated(RawAnswer answer) {
        var date = ZonedDateTime.parse(answer.header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME);
        assertThat(Duration.between(date, ZonedDateTime.now(date.getZone())).abs())
                .isLessThan(Duration.ofMinutes(5));
    }
}
