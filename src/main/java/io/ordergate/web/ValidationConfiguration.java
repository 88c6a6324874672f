package io.ordergate.web;

import jakarta.validation.MessageInterpolator;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.util.Locale;
import java.util.Set;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Bean Validation whose messages are English, and read once at the start: the usual one reads a file at the first violation. */
@Configuration(proxyBeanMethods = false)
class ValidationConfiguration {

    @Bean(destroyMethod = "close")
    ValidatorFactory validatorFactory() {
        return Validation.byProvider(HibernateValidator.class)
                .configure()
                .messageInterpolator(new EnglishMessages())
                .buildValidatorFactory();
    }

    @Bean
    Validator validator(ValidatorFactory factory) {
        return factory.getValidator();
    }

    private static final class EnglishMessages implements MessageInterpolator {

        private final MessageInterpolator messages = new ParameterMessageInterpolator(
                Set.of(Locale.ENGLISH), Locale.ENGLISH, context -> Locale.ENGLISH, true);

        @Override
        public String interpolate(String template, Context context) {
            return messages.interpolate(template, context, Locale.ENGLISH);
        }

        @Override
        public String interpolate(String template, Context context, Locale ignored) {
            return interpolate(template, context);
        }
    }
}
