package io.ordergate.verification.budget;

import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.ratelimit.RateLimiter.Budget;
import io.ordergate.sms.SmsRequest;
import io.ordergate.sms.guard.SmsGuard;
import io.ordergate.sms.journal.RefusalReason;
import io.ordergate.support.Failure;
import io.ordergate.verification.attempt.GuessOutcome.ConfirmedCode;
import io.ordergate.web.security.ClientAddress;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Acquires the cost of one more text: one each from the budgets of the client, of the client for this phone, of the
 * phone, of the country and of all countries. A code that is typed back releases its texts in all budgets but the
 * phone's. So bots can have sent, to any number of phones, what these budgets hold. The client's own budgets come
 * first: a client that is refused there has acquired from no other.
 */
@Component
public class SendBudgets {

    private static final String EVERYBODY = "";

    /** The most texts of a phone that one client may request when others have used the phone's budget up. */
    private static final long FROM_RESERVE = 2;

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final RateLimiter limiter;
    private final RateLimitPolicies policies;
    private final KnownCallers known;
    private final SmsGuard guard;

    /** A budget, and the reason of its refusal. */
    private record Claim(Budget budget, RefusalReason reason) {}

    SendBudgets(RateLimiter limiter, RateLimitPolicies policies, KnownCallers known, SmsGuard guard) {
        this.limiter = limiter;
        this.policies = policies;
        this.known = known;
        this.guard = guard;
    }

    /**
     * Acquires from all budgets or from none, if such a text may be sent at all. Errors: {@code too-many-requests},
     * {@code phone-not-served}, {@code sms-unavailable}.
     */
    public Mono<Void> acquire(SmsRequest asked) {
        return guard.admit(asked).then(Mono.defer(() -> acquire(asked, claims(asked), UNKNOWN)));
    }

    /**
     * Whether the refusal is that of a phone's budget: then a text went to the phone a moment ago, perhaps for the same
     * request.
     */
    public boolean isOfPhone(Failure refusal) {
        return refusal.headers()
                .getOrDefault("RateLimit", "")
                .startsWith('"' + policies.sendsPerCaller().name());
    }

    /** Releases what was acquired for a text that was not sent. */
    public Mono<Void> release(SmsRequest asked) {
        return release(claims(asked).stream().map(Claim::budget).toList(), 1);
    }

    /**
     * Releases what was acquired for a phone that no text reaches. The client pays for the request: otherwise a client
     * could try any number of phones.
     */
    public Mono<Void> releaseUnreachable(SmsRequest asked) {
        return release(
                claims(asked).stream()
                        .filter(claim -> claim.reason() != RefusalReason.ADDRESS_BUDGET)
                        .map(Claim::budget)
                        .toList(),
                1);
    }

    /** Releases the texts of a code that was typed back: no bot has requested such texts. */
    public Mono<Void> release(ConfirmedCode confirmed) {
        known.confirmed(confirmed.clientAddress());
        var budgets = new ArrayList<>(policies.outstandingPerAddress().budgets(confirmed.clientAddress()));
        budgets.add(ofCaller(confirmed.phone(), confirmed.clientAddress()));
        budgets.add(ofCountry(confirmed.country()));
        budgets.add(ofAll());
        return release(budgets, confirmed.texts());
    }

    private List<Claim> claims(SmsRequest asked) {
        var phone = asked.to().e164();
        var claims = new ArrayList<Claim>();
        for (var budget : policies.outstandingPerAddress().budgets(asked.address())) {
            claims.add(new Claim(budget, RefusalReason.ADDRESS_BUDGET));
        }
        claims.add(new Claim(ofCaller(phone, asked.address()), RefusalReason.PHONE_BUDGET));
        claims.add(new Claim(new Budget(policies.sendsPerPhone(), purposeAndPhone(asked)), RefusalReason.PHONE_BUDGET));
        claims.add(new Claim(new Budget(policies.sendsPerPhoneInAll(), phone), RefusalReason.PHONE_BUDGET));
        claims.add(new Claim(ofCountry(asked.to().country()), RefusalReason.COUNTRY_BUDGET));
        claims.add(new Claim(ofAll(), RefusalReason.TOTAL_BUDGET));
        return claims;
    }

    /**
     * Acquires from these budgets in turn. Here and below, {@code own} is the number of the phone's texts that the
     * client itself has requested.
     */
    private Mono<Void> acquire(SmsRequest asked, List<Claim> claims, long own) {
        return limiter.acquire(claims.stream().map(Claim::budget).toList())
                .flatMap(decisions ->
                        areGranted(decisions) ? Mono.empty() : refused(asked, claims, decisions, own(decisions, own)));
    }

    private long own(List<RateLimitDecision> decisions, long known) {
        return decisions.stream()
                .filter(decision -> decision.granted() && decision.policy() == policies.sendsPerCaller())
                .findFirst()
                .map(RateLimitDecision::taken)
                .orElse(known);
    }

    /** Whether all were granted. The budgets behind a refused one are not asked, so the last decision stands for all. */
    private static boolean areGranted(List<RateLimitDecision> decisions) {
        return decisions.isEmpty() || decisions.get(decisions.size() - 1).granted();
    }

    /**
     * Decides after the refusal of the last budget. Where a reserve stands in for the budget, or the guard only
     * observes, the budgets behind it are asked; otherwise the budgets before it are released.
     */
    private Mono<Void> refused(SmsRequest asked, List<Claim> claims, List<RateLimitDecision> decisions, long own) {
        var last = decisions.size() - 1;
        var before = claims.subList(0, last).stream().map(Claim::budget).toList();
        return reserve(asked, claims.get(last), own)
                .map(List::of)
                .switchIfEmpty(Mono.defer(() -> overBudget(
                        asked, claims.get(last).reason(), decisions.get(last).refusal())))
                .flatMap(reserved -> acquireRest(asked, claims.subList(last + 1, claims.size()), reserved, own))
                .onErrorResume(error -> release(before, 1).then(Mono.error(error)));
    }

    private Mono<List<Budget>> overBudget(SmsRequest asked, RefusalReason reason, Failure refusal) {
        return guard.refuse(asked, reason, refusal).thenReturn(List.of());
    }

    private Mono<Void> acquireRest(SmsRequest asked, List<Claim> left, List<Budget> reserved, long own) {
        return acquire(asked, left, own)
                .onErrorResume(error -> release(reserved, 1).then(Mono.error(error)));
    }

    /**
     * The reserve that stands in for a refused budget, if this request has a share in the reserve and the reserve is
     * not empty.
     */
    private Mono<Budget> reserve(SmsRequest asked, Claim refused, long own) {
        return switch (refused.reason()) {
            case PHONE_BUDGET ->
                own <= FROM_RESERVE && refused.budget().policy() != policies.sendsPerCaller()
                        ? taken(new Budget(
                                policies.sendsPerPhoneReserve(),
                                refused.budget().key()))
                        : Mono.empty();
            case COUNTRY_BUDGET, TOTAL_BUDGET ->
                known.contain(asked)
                        .filter(isKnown -> isKnown)
                        .flatMap(isKnown -> taken(new Budget(
                                policies.outstandingReserve(), asked.to().country())));
            default -> Mono.empty();
        };
    }

    private Mono<Budget> taken(Budget reserve) {
        return limiter.acquire(reserve.policy(), reserve.key())
                .filter(RateLimitDecision::granted)
                .map(granted -> reserve);
    }

    private Mono<Void> release(List<Budget> budgets, long count) {
        return Flux.fromIterable(budgets)
                .concatMap(budget -> limiter.release(budget.policy(), budget.key(), count))
                .then();
    }

    private Budget ofCaller(String phone, ClientAddress address) {
        return new Budget(policies.sendsPerCaller(), phone + ' ' + address.widest());
    }

    private Budget ofCountry(String country) {
        return new Budget(policies.outstandingPerCountry(), country);
    }

    private Budget ofAll() {
        return new Budget(policies.outstandingInAll(), EVERYBODY);
    }

    private static String purposeAndPhone(SmsRequest asked) {
        return asked.purpose() + ' ' + asked.to().e164();
    }
}
