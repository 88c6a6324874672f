package io.ordergate.support;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.LifeCycle;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loggers that print what callers send (paths, queries, headers, bodies, values of statements) below the level that is
 * named here. No setting, and nobody who changes levels at run time, makes them say more: whoever tries gets that level.
 */
public class PinnedLoggers extends ContextAwareBase implements LoggerContextListener, LifeCycle {

    /** The logger and all below it, and the most that they may say. Add a name where a library is found that prints values. */
    private static final Map<String, Level> PINS = Map.ofEntries(
            // requests, answers and connections
            Map.entry("reactor.netty", Level.INFO),
            Map.entry(
                    "reactor.netty.http.server",
                    Level.OFF), // errors with path and query: ProblemHandler writes instead
            Map.entry("io.netty", Level.INFO),
            Map.entry("org.springframework.web", Level.INFO),
            Map.entry(
                    "org.springframework.web.server.adapter",
                    Level.OFF), // path and query: ProblemHandler writes instead
            Map.entry("_org.springframework.web", Level.INFO),
            Map.entry("org.springframework.http", Level.INFO),
            Map.entry("org.springframework.core.codec", Level.INFO),
            Map.entry("org.springframework.security", Level.INFO),
            Map.entry("org.springframework.boot.webflux", Level.INFO),
            Map.entry("org.hibernate.validator", Level.INFO),
            Map.entry("com.nimbusds", Level.INFO),
            Map.entry("reactor", Level.INFO),
            // statements and their values
            Map.entry("io.r2dbc", Level.INFO),
            Map.entry("org.postgresql", Level.INFO),
            Map.entry("org.springframework.r2dbc", Level.INFO),
            Map.entry("org.springframework.jdbc", Level.INFO));

    private boolean started;

    @Override
    public void start() {
        started = true;
        if (getContext() instanceof LoggerContext loggers) {
            pinAll(loggers);
        }
    }

    @Override
    public void onReset(LoggerContext loggers) {
        pinAll(loggers);
    }

    /** Called again for the level that is set in it, which then is right. */
    @Override
    public void onLevelChange(Logger logger, @Nullable Level level) {
        var most = most(logger.getName());
        if (most != null
                && (level == null
                        ? PINS.containsKey(logger.getName())
                        : most.isGreaterOrEqual(level) && most != level)) {
            logger.setLevel(most);
        }
    }

    private static void pinAll(LoggerContext loggers) {
        PINS.forEach((name, level) -> loggers.getLogger(name).setLevel(level));
    }

    /** The pin of the nearest name above, or of the logger itself. */
    private static @Nullable Level most(String logger) {
        for (var name = logger; !name.isEmpty(); name = name.substring(0, Math.max(0, name.lastIndexOf('.')))) {
            var pin = PINS.get(name);
            if (pin != null) {
                return pin;
            }
        }
        return null;
    }

    @Override
    public boolean isResetResistant() {
        return true;
    }

    @Override
    public void onStart(LoggerContext loggers) {
        pinAll(loggers);
    }

    @Override
    public void onStop(LoggerContext loggers) {
        started = false;
    }

    @Override
    public void stop() {
        started = false;
    }

    @Override
    public boolean isStarted() {
        return started;
    }
}
