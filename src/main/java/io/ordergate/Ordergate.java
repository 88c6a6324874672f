package io.ordergate;

import io.ordergate.start.CommandLine;
import io.ordergate.start.StartCheck;
import io.ordergate.start.StartFailure;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.micrometer.observation.autoconfigure.ScheduledTasksObservationAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.reactive.ReactiveOAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.reactive.ReactiveOAuth2ResourceServerWebSecurityAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;

/** Starts the service. Without what it does not use of Spring Boot, each start has less to do: transactions are begun by a bean, not by annotations. */
@SpringBootApplication(
        exclude = {
            AopAutoConfiguration.class,
            OAuth2ResourceServerAutoConfiguration.class,
            PersistenceExceptionTranslationAutoConfiguration.class,
            ReactiveOAuth2ResourceServerAutoConfiguration.class,
            ReactiveOAuth2ResourceServerWebSecurityAutoConfiguration.class,
            ScheduledTasksObservationAutoConfiguration.class,
            TaskExecutionAutoConfiguration.class,
            TaskSchedulingAutoConfiguration.class,
            TransactionAutoConfiguration.class,
            TransactionManagerCustomizationAutoConfiguration.class
        })
@ConfigurationPropertiesScan
public class Ordergate {

    /** Netty follows one buffer in 128 through the code, to tell where one is lost: that is for tests, which it still does. */
    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    public static void main(String[] args) {
        var answer = CommandLine.answer(args);
        if (!answer.isEmpty()) {
            System.out.println(answer);
            return;
        }
        if (System.getProperty(LEAK_DETECTION) == null) {
            System.setProperty(LEAK_DETECTION, "disabled");
        }
        var application = new SpringApplication(Ordergate.class);
        application.addListeners(new StartCheck());
        try {
            application.run(args);
        } catch (RuntimeException refused) {
            if (!StartFailure.isReported(refused)) {
                throw refused;
            }
            System.exit(1);
        }
    }
}
