package io.ordergate.support.database;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * What PostgreSQL's NOTIFY tells, to wake whoever else would have to ask again and again. A notice is a hint: it may come
 * late, merged with others or, while the connection is away, not at all, so the truth is always in a table.
 */
public final class Notices {

    private static final Logger log = LoggerFactory.getLogger(Notices.class);

    private static final Pattern CHANNEL = Pattern.compile("[a-z_]{1,63}");
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_PULSES = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Mono<PostgresqlConnection> connections;
    private final boolean heard;

    Notices(Mono<PostgresqlConnection> connections) {
        this(connections, true);
    }

    private Notices(Mono<PostgresqlConnection> connections, boolean heard) {
        this.connections = connections;
        this.heard = heard;
    }

    /** Tells nothing, for want of a connection that could hear it: everybody looks by the clock. */
    static Notices none() {
        return new Notices(Mono.empty(), false);
    }

    /**
     * The payloads of a channel's notices, for ever, on a connection that is used for nothing else. An empty one comes each
     * time that connection was made, for whatever was missed before. Who is slow gets the latest only.
     *
     * @param channel lower case letters and underscores
     */
    public Flux<String> on(String channel) {
        if (!CHANNEL.matcher(channel).matches()) {
            throw new IllegalArgumentException("Not a name of a channel: " + channel);
        }
        if (!heard) {
            return Flux.<String>never().startWith("");
        }
        return Flux.usingWhen(connections.timeout(PATIENCE), it -> listen(it, channel), Notices::close)
                .concatWith(Mono.error(() -> new IllegalStateException("the connection has ended")))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_WAIT)
                        .maxBackoff(LONGEST_WAIT)
                        .transientErrors(true)
                        .doBeforeRetry(again -> log.warn(
                                "Listening to {} is taken up again: {}",
                                channel,
                                again.failure().toString())))
                .onBackpressureLatest();
    }

    private static Flux<String> listen(PostgresqlConnection connection, String channel) {
        var listening = connection
                .createStatement("listen " + channel)
                .execute()
                .flatMap(PostgresqlResult::getRowsUpdated)
                .then(Mono.just(""))
                .timeout(PATIENCE);
        var notices = connection.getNotifications().map(notice -> String.valueOf(notice.getParameter()));
        return Flux.merge(listening, notices, pulse(connection));
    }

    /** A connection whose other end is gone without a word is found out. */
    private static <T> Flux<T> pulse(PostgresqlConnection connection) {
        return Mono.defer(() -> Mono.from(connection.validate(ValidationDepth.REMOTE)))
                .delaySubscription(BETWEEN_PULSES)
                .timeout(BETWEEN_PULSES.plus(PATIENCE))
                .filter(alive -> alive)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("the connection does not answer")))
                .repeat()
                .thenMany(Flux.empty());
    }

    private static Publisher<Void> close(PostgresqlConnection connection) {
        return connection.close().timeout(PATIENCE).onErrorComplete();
    }
}
