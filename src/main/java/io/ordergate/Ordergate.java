package io.ordergate;

import io.ordergate.start.CommandLine;
import io.ordergate.start.StartCheck;
import io.ordergate.start.StartFailure;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the service. */
@SpringBootApplication
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
