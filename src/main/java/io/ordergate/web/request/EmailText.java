package io.ordergate.web.request;

import io.ordergate.support.EmailAddress;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** Text that is an e-mail address, as {@link EmailAddress} reads it. */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = {EmailText.Check.class, EmailText.HiddenCheck.class})
public @interface EmailText {

    String message() default "must be an e-mail address";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The check; a missing text is another constraint's concern. */
    final class Check implements ConstraintValidator<EmailText, CharSequence> {

        @Override
        public boolean isValid(@Nullable CharSequence text, ConstraintValidatorContext context) {
            return text == null || EmailAddress.read(text.toString()) != null;
        }
    }

    /** The same check of a text that must not be printed. */
    final class HiddenCheck extends SensitiveCheck<EmailText> {

        public HiddenCheck() {
            super(new Check());
        }
    }
}
