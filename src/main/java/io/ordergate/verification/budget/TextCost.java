package io.ordergate.verification.budget;

import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicy;
import io.ordergate.ratelimit.RateLimiter.Budget;
import io.ordergate.sms.SmsRequest;
import io.ordergate.sms.journal.RefusalReason;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The budgets of one text: some are acquired, and others have to be acquired by the statement that the text is about.
 *
 * @param own the number of the phone's texts that the client itself has requested, as far as it is known
 */
public record TextCost(SmsRequest asked, List<Claim> claims, Predicate<Budget> isOfStatement, long own) {

    /**
     * A budget and the reason of its refusal.
     *
     * @param standsFor the refusal of the budget in whose place this one, a reserve, is asked
     */
    record Claim(
            Budget budget, RefusalReason reason, @Nullable RateLimitDecision standsFor) {

        Claim(Budget budget, RefusalReason reason) {
            this(budget, reason, null);
        }
    }

    /** The budgets for the statement. */
    public List<Budget> inStatement() {
        return budgets().filter(isOfStatement).toList();
    }

    List<Budget> acquired() {
        return budgets().filter(isOfStatement.negate()).toList();
    }

    List<Budget> all() {
        return budgets().toList();
    }

    Claim claim(RateLimitPolicy policy) {
        return claims.stream()
                .filter(claim -> claim.budget().policy() == policy)
                .findFirst()
                .orElseThrow();
    }

    /** The same cost with a reserve in the place of a claim. */
    TextCost with(Claim reserve, Claim refused) {
        return new TextCost(
                asked,
                claims.stream()
                        .map(claim -> claim.equals(refused) ? reserve : claim)
                        .toList(),
                isOfStatement,
                own);
    }

    TextCost without(Claim refused) {
        return new TextCost(
                asked, claims.stream().filter(claim -> !claim.equals(refused)).toList(), isOfStatement, own);
    }

    TextCost withOwn(long known) {
        return new TextCost(asked, claims, isOfStatement, known);
    }

    private Stream<Budget> budgets() {
        return claims.stream().map(Claim::budget);
    }
}
