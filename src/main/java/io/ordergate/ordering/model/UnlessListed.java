package io.ordergate.ordering.model;

import io.ordergate.ordering.price.Prices;
import io.ordergate.web.request.Blanks;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** What a client has to say, unless it comes from the price list or from the shop's own service. */
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = UnlessListed.Check.class)
@interface UnlessListed {

    String message() default "must not be null";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The check, which knows whose prices count. */
    final class Check implements ConstraintValidator<UnlessListed, Object> {

        private final boolean listed;

        Check(Prices prices) {
            listed = prices.mode().namesPrices();
        }

        @Override
        public boolean isValid(@Nullable Object value, ConstraintValidatorContext context) {
            return listed || (value != null && !Blanks.isBlank(value.toString()));
        }
    }
}
