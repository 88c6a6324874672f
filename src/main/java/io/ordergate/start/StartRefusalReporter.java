package io.ordergate.start;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Prints a refused start in one line, where Spring Boot would print a stack trace or a page. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class StartRefusalReporter implements SpringBootExceptionReporter {

    private final @Nullable ConfigurableApplicationContext context;

    /** The constructor that Spring Boot looks for. */
    StartRefusalReporter(@Nullable ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public boolean reportException(Throwable failure) {
        var line = StartFailure.line(failure, context == null ? null : context.getEnvironment());
        line.ifPresent(System.err::println);
        LoggerFactory.getLogger(getClass()).debug("The start was refused", failure);
        return line.isPresent();
    }
}
