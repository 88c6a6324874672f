package io.ordergate.verification;

import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.ratelimit.RateLimiter.Budget;
import io.ordergate.sms.RefusalReason;
import io.ordergate.sms.SmsGuard;
import io.ordergate.sms.SmsRequest;
import io.ordergate.support.Failure;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What one more text costs: one from the phone's budget, and one each from those of the client and the country, which get it
 * back when the code is typed. So bots can have sent, to any number of phones, what these two budgets hold.
 */
@Component
class SendBudgets {

    /** Whose budgets they are, in the order in which they are asked. */
    private static final List<RefusalReason> REASONS =
            List.of(RefusalReason.PHONE_BUDGET, RefusalReason.ADDRESS_BUDGET, RefusalReason.COUNTRY_BUDGET);

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
        return guard.admit(asked).then(Mono.defer(() -> {
            var budgets = List.of(
                    ofPhone(asked),
                    ofClient(asked.address()),
                    ofCountry(asked.to().country()));
            return take(asked, budgets, REASONS);
        }));
    }

    /** Whether this is the refusal of a phone's budget: then the phone was texted a moment ago, perhaps for the same request. */
    boolean isOfPhone(Failure refusal) {
        return refusal.headers()
                .getOrDefault("RateLimit", "")
                .startsWith('"' + policies.sendsPerPhone().name());
    }

    /** Nothing was sent after all. */
    Mono<Void> giveBack(SmsRequest asked) {
        return giveBack(List.of(
                ofPhone(asked), ofClient(asked.address()), ofCountry(asked.to().country())));
    }

    /** No text reaches the phone. The client pays for having asked: else it could try out any number of phones. */
    Mono<Void> giveBackUnreachable(SmsRequest asked) {
        return giveBack(List.of(ofPhone(asked), ofCountry(asked.to().country())));
    }

    /** The code was typed back: its texts were no bot's. */
    Mono<Void> giveBack(Confirmed confirmed) {
        var client = ofClient(confirmed.clientAddress());
        return giveBack(ofCountry(confirmed.country()), confirmed.texts()).then(giveBack(client, confirmed.texts()));
    }

    private Mono<Void> take(SmsRequest asked, List<Budget> budgets, List<RefusalReason> reasons) {
        return limiter.take(budgets)
                .flatMap(decisions ->
                        areGranted(decisions) ? Mono.empty() : refused(asked, budgets, reasons, decisions));
    }

    /** After a refusal nothing more was asked, so the last one tells of all. */
    private static boolean areGranted(List<RateLimitDecision> decisions) {
        return decisions.isEmpty() || decisions.get(decisions.size() - 1).granted();
    }

    /** The last one was refused. Where the guard only observes, those behind it are asked; else those before it get theirs back. */
    private Mono<Void> refused(
            SmsRequest asked, List<Budget> budgets, List<RefusalReason> reasons, List<RateLimitDecision> decisions) {
        var asksSoFar = decisions.size();
        var refusal = decisions.get(asksSoFar - 1).refusal();
        var left = budgets.subList(asksSoFar, budgets.size());
        return guard.overBudget(asked, reasons.get(asksSoFar - 1), refusal)
                .then(Mono.defer(() -> take(asked, left, reasons.subList(asksSoFar, reasons.size()))))
                .onErrorResume(
                        error -> giveBack(budgets.subList(0, asksSoFar - 1)).then(Mono.error(error)));
    }

    private Mono<Void> giveBack(List<Budget> budgets) {
        return Flux.fromIterable(budgets)
                .concatMap(budget -> giveBack(budget, 1))
                .then();
    }

    private Mono<Void> giveBack(Budget budget, long count) {
        return limiter.giveBack(budget.policy(), budget.key(), count);
    }

    private Budget ofPhone(SmsRequest asked) {
        var key = asked.purpose() + ' ' + asked.to().e164();
        return new Budget(policies.sendsPerPhone(), key);
    }

    private Budget ofClient(String address) {
        return new Budget(policies.outstandingPerAddress(), address);
    }

    private Budget ofCountry(String country) {
        return new Budget(policies.outstandingPerCountry(), country);
    }
}
