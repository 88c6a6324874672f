package io.ordergate.verification;

import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.support.PhoneNumber;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What one more text costs: one from the phone's budget, one from its country's. */
@Component
class SendBudgets {

    private final RateLimiter limiter;
    private final RateLimitPolicies policies;

    SendBudgets(RateLimiter limiter, RateLimitPolicies policies) {
        this.limiter = limiter;
        this.policies = policies;
    }

    /** Takes both or none. Errors: {@code too-many-requests}. */
    Mono<Void> take(Purpose purpose, PhoneNumber phone) {
        return limiter.take(policies.sendsPerPhone(), key(purpose, phone))
                .flatMap(RateLimitDecision::orRefuse)
                .then(takeFromCountry(purpose, phone));
    }

    /** Nothing was sent after all. */
    Mono<Void> giveBack(Purpose purpose, PhoneNumber phone) {
        return giveBackToPhone(purpose, phone).then(giveBackToCountry(phone.country(), 1));
    }

    /** The code was typed back: its texts were no bot's. */
    Mono<Void> giveBackToCountry(String country, int texts) {
        return limiter.giveBack(policies.outstandingPerCountry(), country, texts);
    }

    private Mono<Void> takeFromCountry(Purpose purpose, PhoneNumber phone) {
        return limiter.take(policies.outstandingPerCountry(), phone.country())
                .flatMap(RateLimitDecision::orRefuse)
                .onErrorResume(refusal -> giveBackToPhone(purpose, phone).then(Mono.error(refusal)))
                .then();
    }

    private Mono<Void> giveBackToPhone(Purpose purpose, PhoneNumber phone) {
        return limiter.giveBack(policies.sendsPerPhone(), key(purpose, phone), 1);
    }

    private static String key(Purpose purpose, PhoneNumber phone) {
        return purpose.id() + ' ' + phone.e164();
    }
}
