package io.ordergate.sms;

import io.ordergate.support.http.Forms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** A server of Infobip 2FA and Twilio Verify: makes codes, knows which it sent, and compares guesses. */
final class CodeProvider {

    private static final JsonMapper JSON = new JsonMapper();

    /** A request as the provider received it. */
    record Received(String uri, String authorization, String type, String body) {}

    final List<Received> received = new CopyOnWriteArrayList<>();
    final AtomicInteger compared = new AtomicInteger();
    final AtomicInteger texts = new AtomicInteger();
    volatile int infobip = 200;
    volatile int checks = 200;

    private final Map<String, String> codes = new ConcurrentHashMap<>();
    private final Map<String, String> idsByPhone = new ConcurrentHashMap<>();
    private final DisposableServer server =
            HttpServer.create().host("127.0.0.1").port(0).handle(this::handle).bindNow(Duration.ofSeconds(10));

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    String codeOf(String phone) {
        return Objects.requireNonNull(codes.get(idsByPhone.get(phone)));
    }

    /** Lets the code of a phone expire. */
    void forget(String phone) {
        codes.remove(idsByPhone.get(phone));
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        var headers = request.requestHeaders();
        return request.receive()
                .aggregate()
                .asString()
                .defaultIfEmpty("")
                .map(body -> new Received(
                        request.uri(), headers.get("Authorization", ""), headers.get("Content-Type", ""), body))
                .doOnNext(received::add)
                .flatMapMany(call -> call.uri().startsWith("/2fa/") ? infobip(call, response) : twilio(call, response));
    }

    private Publisher<Void> infobip(Received call, HttpServerResponse response) {
        var parts = call.uri().split("[/?]", -1);
        if (call.uri().endsWith("/verify")) {
            var id = parts[4];
            var code = codes.get(id);
            compared.incrementAndGet();
            var right = JSON.readTree(call.body()).path("pin").asString().equals(code);
            var error = code == null ? "TTL_EXPIRED" : "WRONG_PIN";
            return answer(
                    response,
                    checks,
                    "{\"pinId\":\"" + id + "\",\"verified\":" + right + (right ? "" : ",\"pinError\":\"" + error + "\"")
                            + "}");
        }
        var id = call.uri().endsWith("/resend")
                ? parts[4]
                : infobip == 200
                        ? code("+" + JSON.readTree(call.body()).path("to").asString())
                        : "";
        if (infobip == 200) {
            texts.incrementAndGet();
        }
        return answer(response, infobip, "{\"pinId\":\"" + id + "\",\"smsStatus\":\"MESSAGE_SENT\"}");
    }

    private Publisher<Void> twilio(Received call, HttpServerResponse response) {
        var form = Forms.decode(call.body());
        if (call.uri().endsWith("/VerificationCheck")) {
            var code = codes.get(form.get("VerificationSid"));
            compared.incrementAndGet();
            return code == null
                    ? answer(response, 404, "{\"code\":20404,\"status\":404}")
                    : answer(
                            response,
                            checks,
                            code.equals(form.get("Code"))
                                    ? "{\"status\":\"approved\",\"valid\":true}"
                                    : "{\"status\":\"pending\",\"valid\":false}");
        }
        texts.incrementAndGet();
        var phone = form.get("To");
        var pending = idsByPhone.get(phone);
        var id = pending == null ? code(phone) : pending;
        return answer(response, 201, "{\"sid\":\"" + id + "\",\"status\":\"pending\"}");
    }

    private String code(String phone) {
        var id = "C" + idsByPhone.size() + phone.substring(1);
        codes.put(id, String.format("%06d", ThreadLocalRandom.current().nextInt(1_000_000)));
        idsByPhone.put(phone, id);
        return id;
    }

    private static Publisher<Void> answer(HttpServerResponse response, int status, String body) {
        return response.status(status).sendString(Mono.just(status < 300 || status == 404 ? body : "{}"));
    }
}
