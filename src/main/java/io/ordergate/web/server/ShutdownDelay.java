package io.ordergate.web.server;

import io.ordergate.web.request.WebSettings;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Goes on serving for a while after readiness has said that the service stops, so that a load balancer that looks only now and then
 * sends its last requests to somebody who answers. The port of management, whose context is closed by the same event, stays, too.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ShutdownDelay implements ApplicationListener<ContextClosedEvent> {

    private final ApplicationContext service;
    private final WebSettings settings;

    ShutdownDelay(ApplicationContext service, WebSettings settings) {
        this.service = service;
        this.settings = settings;
    }

    /** Readiness is down by now, and nothing has been told to stop yet. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (!event.getApplicationContext().equals(service)) {
            return;
        }
        try {
            Thread.sleep(settings.shutdownDelay().toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
