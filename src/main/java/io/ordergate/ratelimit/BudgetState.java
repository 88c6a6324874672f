package io.ordergate.ratelimit;

import io.ordergate.ratelimit.RateLimiter.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a shared store says of one budget, window by window: what is taken, and the time until the window starts anew. */
record BudgetState(List<WindowState> windows) {

    /** What is taken of one window, and the time until the window starts anew. */
    record WindowState(long taken, Duration reset) {}

    /** A budget of which the store has nothing. */
    static BudgetState unused(RateLimitPolicy policy) {
        return new BudgetState(policy.windows().stream()
                .map(window -> new WindowState(0, window.period()))
                .toList());
    }

    /** The decisions about budgets that were all acquired, by their states after that. */
    static List<RateLimitDecision> granted(List<Budget> budgets, Map<String, BudgetState> states) {
        return budgets.stream()
                .map(budget -> states.getOrDefault(budget.name(), unused(budget.policy()))
                        .granted(budget.policy(), 0))
                .toList();
    }

    /** The decisions about budgets of which none was acquired, up to the first that has too little left. */
    static List<RateLimitDecision> refused(List<Budget> budgets, Map<String, BudgetState> states) {
        var decisions = new ArrayList<RateLimitDecision>();
        for (var budget : budgets) {
            var decision =
                    states.getOrDefault(budget.name(), unused(budget.policy())).decide(budget);
            decisions.add(decision);
            if (!decision.granted()) {
                break;
            }
        }
        return decisions;
    }

    private RateLimitDecision decide(Budget budget) {
        var longest = -1;
        for (var window = 0; window < budget.policy().windows().size(); window++) {
            var isOver = left(budget.policy(), window) < budget.count();
            if (isOver && (longest < 0 || reset(window).compareTo(reset(longest)) > 0)) {
                longest = window;
            }
        }
        return longest < 0
                ? granted(budget.policy(), budget.count())
                : new RateLimitDecision(budget.policy(), false, longest, 0, reset(longest));
    }

    /** The decision by the window that has the least left after so many more. */
    private RateLimitDecision granted(RateLimitPolicy policy, long more) {
        var tightest = 0;
        for (var window = 1; window < policy.windows().size(); window++) {
            tightest = left(policy, window) < left(policy, tightest) ? window : tightest;
        }
        return new RateLimitDecision(policy, true, tightest, left(policy, tightest) - more, reset(tightest));
    }

    private long left(RateLimitPolicy policy, int window) {
        return policy.windows().get(window).quota() - windows.get(window).taken();
    }

    private Duration reset(int window) {
        return windows.get(window).reset();
    }
}
