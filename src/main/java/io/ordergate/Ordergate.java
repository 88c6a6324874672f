package io.ordergate;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Ordergate {

    public static void main(String[] args) {
        var application = new SpringApplication(Ordergate.class);
        application.addListeners(new StartCheck());
        try {
            application.run(args);
        } catch (StartCheck.Refused refused) {
            System.exit(1); // what is missing has been said by StartRefusalReporter
        }
    }
}
