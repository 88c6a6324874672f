package io.ordergate.support.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * A connection whose begin, commit and rollback end in time, whoever waits for them: the server limits statements, but a silent
 * server limits nothing, and Spring's transactions would wait for it for ever, with their connections.
 *
 * @param abandon ends the connection of a server that is silent
 */
record TimedTransactions(Connection connection, Duration longest, Function<Connection, Mono<Void>> abandon)
        implements InvocationHandler {

    private static final Set<String> TIMED = Set.of("beginTransaction", "commitTransaction", "rollbackTransaction");

    static Connection of(Connection connection, Duration longest, Function<Connection, Mono<Void>> abandon) {
        return (Connection) Proxy.newProxyInstance(
                TimedTransactions.class.getClassLoader(),
                new Class<?>[] {Connection.class, Wrapped.class},
                new TimedTransactions(connection, longest, abandon));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            var result = method.invoke(connection, arguments);
            return TIMED.contains(method.getName()) && result instanceof Publisher<?> work ? timed(work) : result;
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    private Mono<?> timed(Publisher<?> work) {
        return Timeouts.after(longest, Mono.from(work))
                .onErrorResume(TimeoutException.class, silent -> abandon.apply(connection)
                        .then(Mono.error(silent)));
    }
}
