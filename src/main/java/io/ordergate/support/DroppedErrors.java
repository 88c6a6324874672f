package io.ordergate.support;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Hooks;
import reactor.netty.channel.AbortedException;

/**
 * Errors of chains that have ended already, mostly because their client had left. Reactor would log each with the path and the
 * query of its request.
 */
@Component
class DroppedErrors implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(DroppedErrors.class);

    private final LogLines lines;

    DroppedErrors(LogLines lines) {
        this.lines = lines;
    }

    @Override
    public void afterPropertiesSet() {
        Hooks.resetOnErrorDropped();
        Hooks.onErrorDropped(this::note);
    }

    private void note(Throwable error) {
        if (error instanceof AbortedException || error instanceof IOException) {
            log.debug("A connection ended: {}", error.getClass().getName());
        } else {
            lines.error(log, "An error came too late for its chain", error);
        }
    }
}
