package io.ordergate.payment.mpesa;

import io.ordergate.payment.provider.PaymentServers;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.secret.Sensitive;
import java.time.Duration;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Calls M-Pesa with a token, and once more with another one if M-Pesa refuses the first one and so has done nothing. */
@Component
class MpesaCalls {

    /** M-Pesa answers a wrong token with 404. */
    private static final Set<String> WRONG_TOKEN = Set.of("404.001.03", "400.003.01");

    private final MpesaSettings settings;
    private final MpesaTokens tokens;
    private final RemoteServer server;

    MpesaCalls(MpesaSettings settings, MpesaTokens tokens, PaymentServers servers) {
        this.settings = settings;
        this.tokens = tokens;
        this.server = servers.server(MpesaProvider.NAME);
    }

    Mono<RemoteAnswer> post(String name, String path, JsonNode body, Duration patience) {
        var call = RemoteCall.post(name, settings.url() + path, body.toString());
        return tokens.current()
                .flatMap(token -> answer(call, token, patience))
                .defaultIfEmpty(RemoteAnswer.notAsked("no-token"));
    }

    private Mono<RemoteAnswer> answer(RemoteCall call, Sensitive token, Duration patience) {
        return ask(call, token, patience)
                .flatMap(answer -> isRefused(answer) ? retry(call, token, patience, answer) : Mono.just(answer));
    }

    private Mono<RemoteAnswer> retry(RemoteCall call, Sensitive refused, Duration patience, RemoteAnswer first) {
        return tokens.other(refused)
                .flatMap(token -> ask(call, token, patience))
                .defaultIfEmpty(first);
    }

    private Mono<RemoteAnswer> ask(RemoteCall call, Sensitive token, Duration patience) {
        return server.ask(call.with("Authorization", "Bearer " + token.value()), patience);
    }

    private static boolean isRefused(RemoteAnswer answer) {
        return answer.status() == 401 || WRONG_TOKEN.contains(MpesaReports.errorCode(answer));
    }
}
