package io.ordergate.verification;

import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Purpose;
import reactor.core.publisher.Mono;

/** How codes reach their customers: made here and put into a text, or made and sent by a provider. */
interface CodeSending {

    /** Sends the code of a new challenge. Errors: {@code sms-unavailable}, {@code phone-unreachable}. */
    Mono<Void> send(SessionToken token, NewChallenge challenge, String words, String language);

    /** Sends the same code once more. Errors: the same. */
    Mono<Void> resend(SessionToken token, Purpose purpose, Challenge challenge);
}
