package io.ordergate.web.request;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** Text that people can read and PostgreSQL can store: no control characters but line breaks and tabs, no half characters. */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = {PlainText.Check.class, PlainText.HiddenCheck.class})
public @interface PlainText {

    String REFUSAL = "must not contain control characters";

    String message() default REFUSAL;

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The check; a missing text is another constraint's concern. */
    final class Check implements ConstraintValidator<PlainText, CharSequence> {

        @Override
        public boolean isValid(@Nullable CharSequence text, ConstraintValidatorContext context) {
            return isPlain(text);
        }

        public static boolean isPlain(@Nullable CharSequence text) {
            if (text == null) {
                return true;
            }
            for (var index = 0; index < text.length(); ) {
                var point = Character.codePointAt(text, index);
                if (isUnreadable(point)) {
                    return false;
                }
                index += Character.charCount(point);
            }
            return true;
        }

        private static boolean isUnreadable(int point) {
            var lineBreak = point == '\n' || point == '\r' || point == '\t';
            return (Character.isISOControl(point) && !lineBreak) || Character.getType(point) == Character.SURROGATE;
        }
    }

    /** The same check of a text that must not be printed. */
    final class HiddenCheck extends SensitiveCheck<PlainText> {

        public HiddenCheck() {
            super(new Check());
        }
    }
}
