package io.ordergate.verification;

import io.ordergate.ratelimit.StatementBudgets;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.verification.attempt.Attempt;
import io.ordergate.verification.attempt.AttemptSql;
import io.ordergate.verification.attempt.Guess;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Compares typed codes with the right ones, without reading anything. */
@Component
class CodeComparison {

    private final ManagedSending managed;
    private final TestNumbers testNumbers;
    private final StatementBudgets statements;
    private final VerificationSettings settings;
    private final SecretKeys keys;

    CodeComparison(
            ManagedSending managed,
            TestNumbers testNumbers,
            StatementBudgets statements,
            VerificationSettings settings,
            SecretKeys keys) {
        this.statements = statements;
        this.managed = managed;
        this.testNumbers = testNumbers;
        this.settings = settings;
        this.keys = keys;
    }

    /**
     * Compares a code without counting the guess yet; {@link AttemptSql} does. Where a provider compares codes, the guess is counted
     * first. Errors: {@code invalid-session} for a token that was not made here, {@code invalid-request} for a code of another
     * length than those that are sent, both without a database call and without counting;
     * {@code service-unavailable} when the provider does not answer.
     */
    Mono<Guess> compare(Attempt attempt) {
        return Mono.defer(() -> {
            var token = SessionToken.parse(attempt.sessionToken().value(), keys);
            var typed = attempt.code().digits().value();
            if (managed.isOn() && !TestNumbers.isMarked(token.challengeId())) {
                return managed.guess(guess(token, attempt, false, typed), typed);
            }
            attempt.code().requireLength(settings.length());
            return Mono.just(guess(token, attempt, matches(token, typed), ""));
        });
    }

    private Guess guess(SessionToken token, Attempt attempt, boolean matches, String managedCode) {
        return new Guess(
                token.challengeId(),
                attempt.purpose(),
                matches,
                false,
                statements.areInDatabase() && !TestNumbers.isMarked(token.challengeId()),
                managedCode,
                attempt.key(),
                attempt.clientAddress(),
                settings.day());
    }

    private boolean matches(SessionToken token, String code) {
        if (!TestNumbers.isMarked(token.challengeId())) {
            return Codes.matches(token, settings.length(), code);
        }
        var fixed = testNumbers.code(token);
        return fixed != null && Codes.matches(fixed, code);
    }
}
