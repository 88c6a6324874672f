package io.ordergate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;

/** Reports a refused start in its one line, where Spring Boot would print a stack trace around it. */
class StartRefusalReporter implements SpringBootExceptionReporter {

    /** The constructor that Spring Boot looks for. */
    @SuppressWarnings("UnusedVariable")
    StartRefusalReporter(@Nullable ConfigurableApplicationContext context) {}

    @Override
    public boolean reportException(Throwable failure) {
        if (failure instanceof StartCheck.Refused refused) {
            System.err.println(refused.getMessage());
            return true;
        }
        return false;
    }
}
