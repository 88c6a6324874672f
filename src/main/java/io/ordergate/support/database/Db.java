package io.ordergate.support.database;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.Uncancellable;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.boot.r2dbc.metrics.ConnectionPoolMetrics;
import org.springframework.r2dbc.connection.ConnectionFactoryUtils;
import org.springframework.transaction.reactive.TransactionContext;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The one way to the database. A statement runs within the Spring transaction of its chain, if there is one, and by itself
 * otherwise; with connections that keep it prepared; and for no longer than the longest time, connection included, after which
 * it is not known what the statement did. Once asked for it is carried through, whether or not its caller still waits or takes
 * the rows: its connection is free as soon as it has ended. Errors are those of Spring.
 */
public final class Db implements MeterBinder, Disposable {

    /** No parallel workers: they would take the processors of requests that sell. */
    private static final Sql BEGIN_SEARCH = Sql.of("""
            select set_config('statement_timeout', :longest, true),
                   set_config('plan_cache_mode', 'force_custom_plan', true),
                   set_config('enable_seqscan', 'off', true),
                   set_config('max_parallel_workers_per_gather', '0', true)""");

    /** SQLSTATE of a statement that PostgreSQL has ended, mostly since it took too long. */
    private static final String CANCELLED = "57014";

    private final SelfHealingPool connections;
    private final boolean transactional;
    private final Duration longest;
    private final Duration longestSearch;
    private final Db jobs;
    private final Db primary;
    private final Db replica;
    private final @Nullable Replica state;
    private final PreparedStatements prepared = new PreparedStatements();

    /**
     * The database of requests, and of their transactions.
     *
     * @param jobs the pool of jobs, which ends with this
     * @param replica null if there is none; it ends with this, too
     */
    Db(
            SelfHealingPool requests,
            SelfHealingPool jobs,
            @Nullable Replica replica,
            Duration longest,
            Duration longestSearch) {
        this.connections = requests;
        this.transactional = true;
        this.longest = longest;
        this.longestSearch = longestSearch;
        this.jobs = new Db(jobs, longest, longestSearch);
        this.primary = this;
        this.replica = replica == null ? this : new Db(replica, this);
        this.state = null;
    }

    private Db(SelfHealingPool connections, Duration longest, Duration longestSearch) {
        this.connections = connections;
        this.transactional = false;
        this.longest = longest;
        this.longestSearch = longestSearch;
        this.jobs = this;
        this.primary = this;
        this.replica = this;
        this.state = null;
    }

    private Db(Replica replica, Db primary) {
        this.connections = replica.connections();
        this.transactional = false;
        this.longest = replica.longest();
        this.longestSearch = primary.longestSearch;
        this.jobs = primary.jobs;
        this.primary = primary;
        this.replica = this;
        this.state = replica;
    }

    /**
     * The same database for jobs: on a few connections of their own, where PostgreSQL plans each statement for the sizes that the
     * tables have at that moment. A plan that is kept would be one for empty tables, since a job looks mostly when there is
     * nothing to do, and would stay when they fill. Never within a transaction.
     */
    public Db jobs() {
        return jobs;
    }

    /**
     * The same database for lists that may lag behind what was just written: on the replica, if there is one and while it
     * answers. Only for reading, and never within a transaction.
     */
    public Db replica() {
        return replica;
    }

    /** The statement's row, if there is one; more are an error. It is there when the statement has ended, and not before. */
    public <T> Mono<T> one(Sql.Call call, Function<Readable, T> reader) {
        return run(call, result -> result.map(reader), Flux::singleOrEmpty);
    }

    /** The statement's rows. */
    public <T> Mono<List<T>> list(Sql.Call call, Function<Readable, T> reader) {
        return run(call, result -> result.map(reader), Flux::collectList);
    }

    /** How many rows the statement wrote. */
    public Mono<Long> update(Sql.Call call) {
        return run(call, Result::getRowsUpdated, Flux::singleOrEmpty);
    }

    /** Whether the statement wrote exactly one row. */
    public Mono<Boolean> updateOne(Sql.Call call) {
        return update(call).map(rows -> rows == 1);
    }

    /**
     * The rows of a search, which PostgreSQL plans for its own values and ends when it takes too long. A transaction of its own
     * holds these settings, so never within another. Errors: {@code search-too-common}.
     */
    public <T> Mono<List<T>> search(Sql.Call call, Function<Readable, T> reader) {
        var settings = BEGIN_SEARCH.bind("longest", longestSearch.toMillis() + "ms");
        return execute(call, connection -> Mono.from(connection.beginTransaction())
                        .then(rows(settings, Result::getRowsUpdated, Flux::then, connection))
                        .then(Mono.defer(() -> rows(call, result -> result.map(reader), Flux::collectList, connection)))
                        .delayUntil(found -> connection.commitTransaction()))
                .onErrorMap(Db::isCancelled, tooLong -> Failure.of(ProblemCode.SEARCH_TOO_COMMON));
    }

    /** Spring binds the pool of requests, which it knows. */
    @Override
    public void bindTo(MeterRegistry registry) {
        new ConnectionPoolMetrics(jobs.connections, "jobs", Tags.empty()).bindTo(registry);
        if (replica.state != null) {
            replica.state.bindTo(registry);
        }
    }

    @Override
    public void dispose() {
        jobs.connections.dispose();
        if (replica != this) {
            replica.connections.dispose();
        }
    }

    /** Whether PostgreSQL has ended a statement before its end. */
    static boolean isCancelled(Throwable error) {
        return error.getCause() instanceof R2dbcException cause && CANCELLED.equals(cause.getSqlState());
    }

    private <T, R> Mono<R> run(
            Sql.Call call, Function<Result, Publisher<T>> reader, Function<Flux<T>, Mono<R>> collector) {
        return execute(call, connection -> rows(call, reader, collector, connection));
    }

    private <R> Mono<R> execute(Sql.Call call, Function<Connection, Mono<R>> work) {
        var answer = Uncancellable.from(Timeouts.after(
                longest,
                Mono.deferContextual(context -> transactional && context.hasKey(TransactionContext.class)
                                ? inTransaction(work)
                                : alone(work))
                        .onErrorMap(
                                R2dbcException.class,
                                error -> ConnectionFactoryUtils.convertR2dbcException("execute", call.text(), error))));
        return state == null ? answer : state.orPrimary(answer, primary.execute(call, work));
    }

    private <T, R> Mono<R> rows(
            Sql.Call call,
            Function<Result, Publisher<T>> reader,
            Function<Flux<T>, Mono<R>> collector,
            Connection connection) {
        return collector.apply(Flux.from(statement(call, connection)).flatMap(reader));
    }

    /** Nothing but the longest time cancels the work: then the server is silent, since it limits its statements by itself. */
    private <R> Mono<R> alone(Function<Connection, Mono<R>> work) {
        return Mono.usingWhen(
                connections.createAtOnce(),
                work,
                Connection::close,
                (connection, error) -> closeAnew(connection),
                this::abandon);
    }

    private <R> Mono<R> inTransaction(Function<Connection, Mono<R>> work) {
        return Mono.usingWhen(
                ConnectionFactoryUtils.getConnection(connections),
                work,
                this::leave,
                (connection, error) -> leaveAnew(connection),
                this::leaveSilent);
    }

    private Publisher<? extends Result> statement(Sql.Call call, Connection connection) {
        return call.bound(prepared.of(connection, call.text())).execute();
    }

    private Publisher<Void> abandon(Connection silent) {
        return connections.abandon(silent).thenMany(closeAnew(silent));
    }

    private Publisher<Void> leaveSilent(Connection silent) {
        return connections.abandon(silent).then(leaveAnew(silent));
    }

    private Publisher<Void> closeAnew(Connection connection) {
        prepared.forget(connection);
        return connection.close();
    }

    /** As Spring's own client does: the connection is the transaction's, and is closed only if the transaction has none. */
    private Mono<Void> leave(Connection connection) {
        return ConnectionFactoryUtils.currentConnectionFactory(connections)
                .then()
                .onErrorResume(none -> Mono.from(connection.close()));
    }

    private Mono<Void> leaveAnew(Connection connection) {
        prepared.forget(connection);
        return leave(connection);
    }
}
