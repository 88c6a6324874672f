package io.ordergate.verification;

import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.ratelimit.RateLimitPolicy;
import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.sms.RefusalReason;
import io.ordergate.sms.SmsGuard;
import io.ordergate.sms.SmsRequest;
import io.ordergate.support.Failure;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What one more text costs: one from the phone's budget, and one each from those of the client and the country, which get it
 * back when the code is typed. So bots can have sent, to any number of phones, what these two budgets hold.
 */
@Component
class SendBudgets {

    /** One of the budgets, and what it is called when it is empty. */
    private record Budget(RateLimitPolicy policy, String key, RefusalReason reason) {}

    private final RateLimiter limiter;
    private final RateLimitPolicies policies;
    private final SmsGuard guard;

    SendBudgets(RateLimiter limiter, RateLimitPolicies policies, SmsGuard guard) {
        this.limiter = limiter;
        this.policies = policies;
        this.guard = guard;
    }

    /**
     * Takes from all or from none, if such a text may be sent at all. Errors: {@code too-many-requests},
     * {@code phone-not-served}, {@code sms-unavailable}.
     */
    Mono<Void> take(SmsRequest asked) {
        return guard.admit(asked)
                .then(Mono.defer(
                        () -> takeAll(asked, List.of(ofPhone(asked), ofClient(asked.address()), ofCountry(asked)))));
    }

    /** Nothing was sent after all. */
    Mono<Void> giveBack(SmsRequest asked) {
        return giveBackUnreachable(asked).then(giveBack(ofClient(asked.address()), 1));
    }

    /** No text reaches the phone. The client pays for having asked: else it could try out any number of phones. */
    Mono<Void> giveBackUnreachable(SmsRequest asked) {
        return giveBack(ofPhone(asked), 1).then(giveBack(ofCountry(asked), 1));
    }

    /** The code was typed back: its texts were no bot's. */
    Mono<Void> giveBack(Confirmed confirmed) {
        var client = ofClient(confirmed.clientAddress());
        return giveBack(ofCountry(confirmed.country()), confirmed.texts()).then(giveBack(client, confirmed.texts()));
    }

    private Mono<Void> takeAll(SmsRequest asked, List<Budget> budgets) {
        if (budgets.isEmpty()) {
            return Mono.empty();
        }
        var first = budgets.get(0);
        var rest = takeAll(asked, budgets.subList(1, budgets.size()));
        return take(asked, first)
                .then(rest.onErrorResume(refusal -> giveBack(first, 1).then(Mono.error(refusal))));
    }

    private Mono<Void> take(SmsRequest asked, Budget budget) {
        return limiter.take(budget.policy(), budget.key())
                .flatMap(RateLimitDecision::orRefuse)
                .then()
                .onErrorResume(Failure.class, refusal -> guard.overBudget(asked, budget.reason(), refusal));
    }

    private Mono<Void> giveBack(Budget budget, long count) {
        return limiter.giveBack(budget.policy(), budget.key(), count);
    }

    private Budget ofPhone(SmsRequest asked) {
        var key = asked.purpose() + ' ' + asked.to().e164();
        return new Budget(policies.sendsPerPhone(), key, RefusalReason.PHONE_BUDGET);
    }

    private Budget ofClient(String address) {
        return new Budget(policies.outstandingPerAddress(), address, RefusalReason.ADDRESS_BUDGET);
    }

    private Budget ofCountry(SmsRequest asked) {
        return ofCountry(asked.to().country());
    }

    private Budget ofCountry(String country) {
        return new Budget(policies.outstandingPerCountry(), country, RefusalReason.COUNTRY_BUDGET);
    }
}
