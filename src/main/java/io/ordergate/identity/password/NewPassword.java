package io.ordergate.identity.password;

import io.ordergate.web.request.Blanks;
import io.ordergate.web.request.SensitiveCheck;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/**
 * A password that is good enough for an account (NIST SP 800-63B): long enough, typeable, and not one that attackers
 * try first.
 */
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = {NewPassword.Check.class, NewPassword.HiddenCheck.class})
public @interface NewPassword {

    String message() default "must be a password that is hard to guess";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The check of a password; other constraints refuse a missing password. */
    final class Check implements ConstraintValidator<NewPassword, CharSequence> {

        private static final int LEAST = 8;
        private static final int MOST = 128;

        @Override
        public boolean isValid(@Nullable CharSequence password, ConstraintValidatorContext context) {
            var objection = password == null ? null : objection(password.toString());
            if (objection != null) {
                context.disableDefaultConstraintViolation();
                context.buildConstraintViolationWithTemplate(objection).addConstraintViolation();
            }
            return objection == null;
        }

        private static @Nullable String objection(String password) {
            var length = PasswordRules.length(password);
            if (length < LEAST || length > MOST) {
                return "must have 8 to 128 characters";
            }
            if (password.codePoints().anyMatch(Check::isUntypeable)) {
                return "must not contain control characters";
            }
            if (Blanks.isBlank(password)) {
                return "must not be blanks only";
            }
            return BreachedPasswords.contains(password)
                    ? "is a password that is known from data breaches: choose another"
                    : null;
        }

        private static boolean isUntypeable(int point) {
            return Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE;
        }
    }

    /** The same check of a password that must not be printed. */
    final class HiddenCheck extends SensitiveCheck<NewPassword> {

        public HiddenCheck() {
            super(new Check());
        }
    }
}
