package io.ordergate.web.request;

import io.ordergate.support.secret.Sensitive;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/**
 * Checks the text inside of {@link Sensitive} as the constraint checks any text. (A value extractor would not be asked about an
 * absent text, and {@code NotNull} would hold for it.)
 */
public abstract class SensitiveCheck<A extends Annotation> implements ConstraintValidator<A, Sensitive> {

    private final ConstraintValidator<A, CharSequence> check;

    /** The check of the text. */
    protected SensitiveCheck(ConstraintValidator<A, CharSequence> check) {
        this.check = check;
    }

    @Override
    public final void initialize(A constraint) {
        check.initialize(constraint);
    }

    @Override
    public final boolean isValid(@Nullable Sensitive text, ConstraintValidatorContext context) {
        return check.isValid(Sensitive.textOf(text), context);
    }
}
