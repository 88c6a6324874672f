package io.ordergate.support.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.r2dbc.connection.ConnectionFactoryUtils;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs the statements of the hot path, each by itself and never within a transaction of Spring's: {@code DatabaseClient} looks
 * for one at every call, twice, and puts a proxy around every connection. Errors are those of Spring, as there.
 */
@Component
public class Statements {

    private final LoopPools connections;
    private final PreparedStatements prepared = new PreparedStatements();
    private final QueryTimeout timeout;

    Statements(LoopPools connections, QueryTimeout timeout) {
        this.connections = connections;
        this.timeout = timeout;
    }

    /** How many rows it wrote. */
    public Mono<Long> update(Sql.Call call) {
        return run(call, Result::getRowsUpdated);
    }

    /** Its row, if there is one. It is there when the statement has been committed, and not before. */
    public <T> Mono<T> one(Sql.Call call, Function<Readable, T> reader) {
        return run(call, result -> result.map(reader));
    }

    private <T> Mono<T> run(Sql.Call call, Function<Result, Publisher<T>> reader) {
        return Mono.usingWhen(
                        connections.createAtOnce(),
                        connection -> execute(call, connection, reader),
                        Connection::close,
                        (connection, error) -> closeAnew(connection),
                        this::closeAnew)
                .onErrorMap(
                        R2dbcException.class,
                        error -> ConnectionFactoryUtils.convertR2dbcException("execute", call.toQuery(), error))
                .transform(timeout::within);
    }

    private <T> Mono<T> execute(Sql.Call call, Connection connection, Function<Result, Publisher<T>> reader) {
        var statement = call.bound(prepared.of(connection, call.toQuery()));
        return Flux.from(statement.execute()).flatMap(reader).singleOrEmpty();
    }

    private Publisher<Void> closeAnew(Connection connection) {
        prepared.forget(connection);
        return connection.close();
    }
}
