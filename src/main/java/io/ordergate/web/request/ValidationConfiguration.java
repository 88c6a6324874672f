package io.ordergate.web.request;

import io.ordergate.support.secret.Sensitive;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.MessageInterpolator;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.beanvalidation.SpringConstraintValidatorFactory;

/**
 * Bean Validation that counts characters as people and the contract do, and whose messages are English, read once at the
 * start (the usual one reads a file at the first violation), and never a regular expression.
 */
@Configuration(proxyBeanMethods = false)
class ValidationConfiguration {

    @Bean(destroyMethod = "close")
    ValidatorFactory validatorFactory(AutowireCapableBeanFactory beans) {
        var configuration = Validation.byProvider(HibernateValidator.class)
                .configure()
                .messageInterpolator(new EnglishMessages())
                .constraintValidatorFactory(new SpringConstraintValidatorFactory(beans));
        var characters = configuration.createConstraintMapping();
        characters
                .constraintDefinition(Size.class)
                .includeExistingValidators(false)
                .validatedBy(TextSize.class)
                .validatedBy(HiddenTextSize.class)
                .validatedBy(CollectionSize.class);
        characters
                .constraintDefinition(NotBlank.class)
                .includeExistingValidators(false)
                .validatedBy(TextVisible.class)
                .validatedBy(HiddenTextVisible.class);
        characters.constraintDefinition(NotEmpty.class).validatedBy(HiddenTextPresent.class);
        return configuration.addMapping(characters).buildValidatorFactory();
    }

    @Bean
    Validator validator(ValidatorFactory factory) {
        return factory.getValidator();
    }

    /** Counts code points (JSON Schema, section 6.3.1); invisible ones do not make a text long enough. */
    public static final class TextSize implements ConstraintValidator<Size, CharSequence> {

        private int least;
        private int most;

        @Override
        public void initialize(Size size) {
            least = size.min();
            most = size.max();
        }

        @Override
        public boolean isValid(@Nullable CharSequence text, ConstraintValidatorContext context) {
            return text == null
                    || (Character.codePointCount(text, 0, text.length()) <= most
                            && Blanks.visibleLength(text) >= least);
        }
    }

    /** Counts items as usual: the constraint has no other validators than those that are named here. */
    public static final class CollectionSize implements ConstraintValidator<Size, Collection<?>> {

        private int least;
        private int most;

        @Override
        public void initialize(Size size) {
            least = size.min();
            most = size.max();
        }

        @Override
        public boolean isValid(@Nullable Collection<?> items, ConstraintValidatorContext context) {
            return items == null || (least <= items.size() && items.size() <= most);
        }
    }

    /** A text in which there is something to see. */
    public static final class TextVisible implements ConstraintValidator<NotBlank, CharSequence> {

        @Override
        public boolean isValid(@Nullable CharSequence text, ConstraintValidatorContext context) {
            return text != null && !Blanks.isBlank(text);
        }
    }

    /** Counts the code points of a text that must not be printed. */
    public static final class HiddenTextSize extends SensitiveCheck<Size> {

        public HiddenTextSize() {
            super(new TextSize());
        }
    }

    /** A text that must not be printed, in which there is something to see. */
    public static final class HiddenTextVisible extends SensitiveCheck<NotBlank> {

        public HiddenTextVisible() {
            super(new TextVisible());
        }
    }

    /** A text that must not be printed and is not empty. */
    public static final class HiddenTextPresent implements ConstraintValidator<NotEmpty, Sensitive> {

        @Override
        public boolean isValid(@Nullable Sensitive text, ConstraintValidatorContext context) {
            return text != null && !text.value().isEmpty();
        }
    }

    private static final class EnglishMessages implements MessageInterpolator {

        private static final String PATTERN_MESSAGE = "{jakarta.validation.constraints.Pattern.message}";
        private static final java.util.regex.Pattern WORDS =
                java.util.regex.Pattern.compile("[a-z0-9_.\\\\-]+(\\|[a-z0-9_.\\\\-]+)*");

        private final MessageInterpolator messages = new ParameterMessageInterpolator(
                Set.of(Locale.ENGLISH), Locale.ENGLISH, context -> Locale.ENGLISH, true);

        @Override
        public String interpolate(String template, Context context) {
            return context.getConstraintDescriptor().getAnnotation() instanceof Pattern form
                            && template.equals(PATTERN_MESSAGE)
                    ? oneOf(form.regexp())
                    : plain(template, context);
        }

        /** Lists the words of an expression that is words with bars between them; any other expression needs a message of its own. */
        private static String oneOf(String expression) {
            return WORDS.matcher(expression).matches()
                    ? "must be one of "
                            + String.join(", ", expression.replace("\\", "").split("\\|", -1))
                    : "is not of the form that is asked for";
        }

        private String plain(String template, Context context) {
            return messages.interpolate(template, context, Locale.ENGLISH);
        }

        @Override
        public String interpolate(String template, Context context, Locale ignored) {
            return interpolate(template, context);
        }
    }
}
