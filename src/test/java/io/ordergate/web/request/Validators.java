package io.ordergate.web.request;

import jakarta.validation.ValidatorFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/** The validator of the service, for tests. */
public final class Validators {

    private Validators() {}

    /** A validator whose constraints find these beans. */
    public static ValidatorFactory with(Object... beans) {
        var factory = new DefaultListableBeanFactory();
        for (var bean : beans) {
            factory.registerSingleton(bean.getClass().getName(), bean);
        }
        return new ValidationConfiguration().validatorFactory(factory);
    }
}
