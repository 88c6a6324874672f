package io.ordergate.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ordergate.support.Failure.FieldError;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a refused call says. */
public final class Refusals {

    private Refusals() {}

    /** The refusal, which must have this code. */
    public static Failure refusal(ProblemCode code, ThrowingCallable call) {
        var failure = catchThrowableOfType(Failure.class, call);
        if (failure == null) {
            throw new AssertionError("nothing was refused");
        }
        assertThat(failure.code()).isEqualTo(code);
        return failure;
    }

    /** The names of the fields that are wrong in a call refused as {@code invalid-request}. */
    public static List<String> wrongFields(ThrowingCallable call) {
        return refusal(ProblemCode.INVALID_REQUEST, call).errors().stream()
                .map(FieldError::field)
                .toList();
    }
}
