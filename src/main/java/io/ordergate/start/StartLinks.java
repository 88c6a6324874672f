package io.ordergate.start;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Tells a developer once, when the service listens, where to look. */
@Component
class StartLinks implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger log = LoggerFactory.getLogger(StartLinks.class);

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        var settings = event.getApplicationContext().getEnvironment();
        if (settings.getProperty("ordergate.environment", "").equals(EnvironmentName.DEVELOPMENT)) {
            log.info("Ordergate listens:{}", String.join("", links(settings)));
        }
    }

    static List<String> links(Environment settings) {
        var links = new ArrayList<String>();
        if (settings.getProperty("ordergate.page.demo-shop", Boolean.class, false)) {
            links.add(link(settings, "shop", "/"));
        }
        links.add(link(settings, "console", "/console"));
        links.add(link(settings, "docs", "/docs"));
        links.add(link(settings, "inbox", "/dev/inbox"));
        links.add(link(settings, "health", "/api/v1/health"));
        return links;
    }

    private static String link(Environment settings, String name, String path) {
        return "\n  %-8s http://localhost:%s%s"
                .formatted(name, settings.getProperty("local.server.port", "8080"), path);
    }
}
