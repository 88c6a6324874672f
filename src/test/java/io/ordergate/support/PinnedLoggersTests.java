package io.ordergate.support;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinnedLoggersTests {

    private final LoggerContext loggers = new LoggerContext();

    @BeforeEach
    void listen() {
        var pins = new PinnedLoggers();
        pins.setContext(loggers);
        loggers.addListener(pins);
        pins.start();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reactor.netty",
                "reactor.netty.http.server.HttpServerOperations",
                "org.springframework.web",
                "org.springframework.web.HttpLogging",
                "org.springframework.web.server.adapter.HttpWebHandlerAdapter",
                "io.r2dbc.postgresql.PARAM"
            })
    void nobodyMakesThemSayMore(String name) {
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.TRACE);
        loggers.getLogger(name).setLevel(Level.TRACE);
        assertThat(loggers.getLogger(name).isDebugEnabled()).isFalse();
        loggers.getLogger(name).setLevel(null);
        assertThat(loggers.getLogger(name).isDebugEnabled()).isFalse();
    }

    @Test
    void othersMayBeAskedForMoreAndTheseForLess() {
        loggers.getLogger("io.ordergate").setLevel(Level.TRACE);
        loggers.getLogger("io.r2dbc").setLevel(Level.WARN);
        assertThat(loggers.getLogger("io.ordergate.web").isTraceEnabled()).isTrue();
        assertThat(loggers.getLogger("io.r2dbc.pool").isInfoEnabled()).isFalse();
    }
}
