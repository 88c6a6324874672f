package io.ordergate.web.security;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.util.List;

/**
 * What a sign-in has proven beyond its first factor, as the database says now.
 *
 * @param state what is missing, if anything
 * @param methods how the account can prove a second factor here; empty where none is enrolled
 */
public record SecondFactor(State state, List<String> methods) {

    /** For those who need no second factor. */
    public static final SecondFactor NOT_NEEDED = new SecondFactor(State.FRESH, List.of());

    /** How far a sign-in is. */
    public enum State {
        /** Nothing is needed, or it was proven in the last minutes. */
        FRESH,
        /** A second factor was proven, longer ago. */
        PROVEN,
        /** A second factor is needed and was not proven. */
        MISSING
    }

    /**
     * The state of a sign-in that needs a second factor.
     *
     * @param proven whether the sign-in has proven it
     * @param fresh whether that was in the last minutes
     */
    static SecondFactor needed(List<String> methods, boolean proven, boolean fresh) {
        return new SecondFactor(!proven ? State.MISSING : fresh ? State.FRESH : State.PROVEN, methods);
    }

    /** Whether a second factor must be proven before anything else. */
    public boolean isMissing() {
        return state == State.MISSING;
    }

    /** Whether the account can prove a second factor here. */
    public boolean isEnrolled() {
        return !methods.isEmpty();
    }

    /** Requires a proof, if one is needed. Errors: {@code second-factor-required}. */
    void requireProven() {
        if (isMissing()) {
            throw Failure.of(ProblemCode.SECOND_FACTOR_REQUIRED).with("methods", methods);
        }
    }

    /** Requires a proof of the last minutes. Errors: {@code fresh-second-factor-required}. */
    public void requireFresh() {
        if (state != State.FRESH) {
            throw Failure.of(ProblemCode.FRESH_SECOND_FACTOR_REQUIRED).with("methods", methods);
        }
    }
}
