package io.ordergate.verification.budget;

import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.ratelimit.RateLimiter.Budget;
import io.ordergate.ratelimit.StatementBudgets;
import io.ordergate.sms.SmsRequest;
import io.ordergate.sms.guard.SmsGuard;
import io.ordergate.sms.journal.RefusalReason;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.Uncancellable;
import io.ordergate.verification.attempt.GuessOutcome.ConfirmedCode;
import io.ordergate.verification.budget.TextCost.Claim;
import io.ordergate.web.security.ClientAddress;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
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

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final RateLimiter limiter;
    private final StatementBudgets statements;
    private final RateLimitPolicies policies;
    private final KnownCallers known;
    private final Reserves reserves;
    private final SmsGuard guard;

    SendBudgets(
            RateLimiter limiter,
            StatementBudgets statements,
            RateLimitPolicies policies,
            KnownCallers known,
            Reserves reserves,
            SmsGuard guard) {
        this.limiter = limiter;
        this.statements = statements;
        this.policies = policies;
        this.known = known;
        this.reserves = reserves;
        this.guard = guard;
    }

    /**
     * Acquires from all budgets or from none, if such a text may be sent at all. Errors: {@code too-many-requests},
     * {@code phone-not-served}, {@code sms-unavailable}.
     */
    public Mono<TextCost> acquire(SmsRequest asked) {
        return guard.admit(asked)
                .then(Mono.defer(() -> acquire(new TextCost(asked, claims(asked), budget -> false, UNKNOWN))));
    }

    /**
     * The cost of a text with a statement, which acquires what is kept in the database ({@link TextCost#inStatement}), and whose
     * refusals go to {@link #refused}; behind it {@link #acquireBesideStatement} acquires the rest. Nothing is acquired yet, but what is
     * known to be full is refused. Errors: those of {@link #acquire}.
     */
    public Mono<TextCost> admit(SmsRequest asked) {
        return guard.admit(asked)
                .then(Mono.defer(() -> admit(new TextCost(asked, claims(asked), statements::contain, UNKNOWN))));
    }

    private Mono<TextCost> admit(TextCost cost) {
        var full =
                limiter.refusal(cost.all().stream().filter(this::hasNoReserve).toList());
        return full == null ? Mono.just(cost) : refusedBy(cost, List.of(full)).flatMap(this::admit);
    }

    /** Acquires from all budgets that the statement has not acquired from, or from none. Errors: those of {@link #acquire}. */
    public Mono<TextCost> acquireBesideStatement(TextCost cost) {
        return acquire(cost);
    }

    /**
     * The cost with what stands in for a budget that the statement has found full: nothing was acquired by the statement, which may
     * be tried again. Errors: those of {@link #acquire}.
     */
    public Mono<TextCost> refused(TextCost cost, List<StatementBudgets.Row> full) {
        return refusedBy(cost, statements.refused(cost.inStatement(), full)).flatMap(this::admit);
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
    public Mono<Void> release(TextCost cost) {
        return limiter.release(cost.all());
    }

    /** Releases what the statement has acquired for a text that was not sent. */
    public Mono<Void> releaseOfStatement(TextCost cost) {
        return limiter.release(cost.inStatement());
    }

    /**
     * Releases what was acquired for a text that was not sent because of this error. For a phone that no text reaches the client pays:
     * otherwise a client could try any number of phones.
     */
    public Mono<Void> releaseAfter(TextCost cost, Throwable error) {
        return error instanceof Failure failure && failure.code() == ProblemCode.PHONE_UNREACHABLE
                ? releaseUnreachable(cost)
                : release(cost);
    }

    private Mono<Void> releaseUnreachable(TextCost cost) {
        return limiter.release(cost.claims().stream()
                .filter(claim -> claim.reason() != RefusalReason.ADDRESS_BUDGET)
                .map(Claim::budget)
                .toList());
    }

    /**
     * Releases the texts of a code that was typed back: no bot has requested such texts. What is kept in the database was released by
     * the statement about the guess; for the others the caller does not wait.
     */
    public Mono<Void> release(ConfirmedCode confirmed) {
        known.confirmed(confirmed.clientAddress());
        var budgets = new ArrayList<>(policies.outstandingPerAddress().budgets(confirmed.clientAddress()));
        budgets.add(ofCaller(confirmed.phone(), confirmed.clientAddress()));
        budgets.add(ofCountry(confirmed.country()));
        budgets.add(ofAll());
        var ofStatement = budgets.stream().filter(statements::contain).toList();
        statements.released(ofStatement);
        var others = budgets.stream()
                .filter(budget -> !ofStatement.contains(budget))
                .map(budget -> budget.times(confirmed.texts()))
                .toList();
        return Mono.fromRunnable(() -> Uncancellable.finish(limiter.release(others), () -> {}));
    }

    private List<Claim> claims(SmsRequest asked) {
        var phone = asked.to().e164();
        var claims = new ArrayList<Claim>();
        for (var budget : policies.sendsPerAddress().budgets(asked.address())) {
            claims.add(new Claim(budget, RefusalReason.ADDRESS_BUDGET));
        }
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

    /** Acquires what no statement acquires. */
    private Mono<TextCost> acquire(TextCost cost) {
        return limiter.acquire(cost.acquired()).flatMap(decisions -> acquired(cost, decisions));
    }

    private Mono<TextCost> acquired(TextCost cost, List<RateLimitDecision> decisions) {
        return areGranted(decisions)
                ? Mono.just(cost)
                : refusedBy(cost, decisions).flatMap(this::acquire);
    }

    /** The budgets of the client: the reserve of a phone depends on how much the client itself has used. */
    private boolean hasNoReserve(Budget budget) {
        return budget.policy() != policies.sendsPerPhone() && budget.policy() != policies.sendsPerPhoneInAll();
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

    /** The cost to ask for after the refusal of one budget, where a reserve stands in for the budget or the guard only observes. */
    private Mono<TextCost> refusedBy(TextCost cost, List<RateLimitDecision> decisions) {
        var last = decisions.get(decisions.size() - 1);
        var refused = cost.claim(last.policy());
        var next = cost.withOwn(own(decisions, cost.own()));
        return reserves.of(next, refused, last)
                .map(reserve -> next.with(reserve, refused))
                .switchIfEmpty(Mono.defer(() -> overBudget(next, refused, last)));
    }

    private Mono<TextCost> overBudget(TextCost cost, Claim refused, RateLimitDecision decision) {
        var first = refused.standsFor() == null ? decision : refused.standsFor();
        return guard.refuse(cost.asked(), refused.reason(), first.refusal()).thenReturn(cost.without(refused));
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
