package io.ordergate.verification;

import io.ordergate.sms.gateway.SmsGateway;
import io.ordergate.sms.journal.SentMessages;
import io.ordergate.sms.text.SmsText;
import io.ordergate.sms.text.TextTemplates;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Purpose;
import java.time.Instant;
import java.util.HashMap;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Writes and sends the text that carries a code. */
@Component
class CodeTexts implements CodeSending {

    /** Where the code goes. The row of a challenge has the words with this in them, and never the code. */
    private static final String CODE = "{code}";

    private final TextTemplates templates;
    private final SmsGateway gateway;
    private final SentMessages sent;
    private final VerificationSettings settings;

    CodeTexts(TextTemplates templates, SmsGateway gateway, SentMessages sent, VerificationSettings settings) {
        this.templates = templates;
        this.gateway = gateway;
        this.sent = sent;
        this.settings = settings;
    }

    /** The language that the customer is written to, the same each time. */
    String language(NewChallenge challenge) {
        return templates.choose(challenge.languages());
    }

    /** The words of the text, without the code. */
    String words(NewChallenge challenge) {
        var values = new HashMap<>(challenge.words());
        values.put("code", CODE);
        return templates.text("code." + challenge.purpose().id(), language(challenge), values);
    }

    @Override
    public Mono<Void> send(SessionToken token, NewChallenge challenge, String words, String language) {
        return send(token, challenge.purpose(), challenge.phone(), words, Set.of());
    }

    /** The same text, by other providers than those whose text did not arrive. */
    @Override
    public Mono<Void> resend(SessionToken token, Purpose purpose, Challenge challenge) {
        return sent.undelivered(token.challengeId())
                .flatMap(last -> send(token, purpose, challenge.phone(), challenge.about(), last));
    }

    /** The code of this challenge was typed back. */
    void verified(UUID challengeId) {
        sent.verified(challengeId);
    }

    /** Removes a phone from what is kept of its texts. */
    Mono<Void> erase(PhoneNumber phone, Instant until) {
        return sent.erase(phone, until);
    }

    private Mono<Void> send(SessionToken token, Purpose purpose, PhoneNumber phone, String words, Set<String> last) {
        return Mono.defer(() -> gateway.send(
                        new SmsText(phone, purpose.id(), Sensitive.of(text(token, words)), token.challengeId(), last)))
                .then();
    }

    /**
     * Below the words stand, if they are set, the hash by which Android finds the app (SMS Retriever) and then the line by
     * which a browser fills the code in (WebOTP, origin-bound one-time codes), which has to be the last.
     */
    private String text(SessionToken token, String words) {
        var code = Codes.code(token, settings.length());
        var hash = settings.retrieverHash();
        var host = settings.webOtpHost();
        return words.replace(CODE, code)
                + (isBlank(hash) ? "" : "\n\n" + hash)
                + (isBlank(host) ? "" : "\n\n@" + host + " #" + code);
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
