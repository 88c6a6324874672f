package io.ordergate.verification;

import io.ordergate.sms.SentMessages;
import io.ordergate.sms.SmsGateway;
import io.ordergate.sms.SmsReceipt;
import io.ordergate.support.PhoneNumber;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Writes and sends the text that carries a code. */
@Component
class CodeTexts {

    private final SmsGateway gateway;
    private final SentMessages sent;
    private final VerificationSettings settings;

    CodeTexts(SmsGateway gateway, SentMessages sent, VerificationSettings settings) {
        this.gateway = gateway;
        this.sent = sent;
        this.settings = settings;
    }

    /** Sends the challenge's code; the same text each time. Errors: {@code sms-unavailable}, {@code phone-unreachable}. */
    Mono<SmsReceipt> send(SessionToken token, Purpose purpose, PhoneNumber phone, String about) {
        return Mono.defer(() -> gateway.send(phone, purpose.id(), text(token, about)));
    }

    /** Takes a phone out of what is kept of its texts. */
    Mono<Void> forget(String phone) {
        return sent.forget(phone);
    }

    /** The last line, if a host is set, lets a browser fill the code in (WebOTP, origin-bound one-time codes). */
    private String text(SessionToken token, String about) {
        var code = Codes.code(token, settings.length());
        var text = code + " confirms " + about + ". Tell nobody this code.";
        var host = settings.webOtpHost();
        return host == null || host.isBlank() ? text : text + "\n\n@" + host + " #" + code;
    }
}
