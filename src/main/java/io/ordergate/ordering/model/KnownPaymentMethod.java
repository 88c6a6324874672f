package io.ordergate.ordering.model;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The name of a payment method that some provider serves. */
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = KnownPaymentMethod.Check.class)
@interface KnownPaymentMethod {

    String message() default "must be a known payment method";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The check, whose message lists the methods; a missing name is another constraint's concern. */
    final class Check implements ConstraintValidator<KnownPaymentMethod, String> {

        private final List<String> known;

        Check(PaymentMethods methods) {
            known = methods.known().stream().map(PaymentMethod::id).toList();
        }

        @Override
        public boolean isValid(@Nullable String name, ConstraintValidatorContext context) {
            var valid = name == null || known.contains(name);
            if (!valid) {
                context.disableDefaultConstraintViolation();
                context.buildConstraintViolationWithTemplate(
                                known.stream().collect(Collectors.joining(", ", "must be one of ", "")))
                        .addConstraintViolation();
            }
            return valid;
        }
    }
}
