package io.ordergate.support.database;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The longest that anybody waits for the database, connection and statement together. The server ends slow statements by
 * itself; this is for a server that says nothing any more.
 */
@Component
public class QueryTimeout {

    private final Duration longest;

    QueryTimeout(DatabaseSettings settings) {
        longest = settings.acquireTimeout().plus(settings.statementTimeout());
    }

    /** The same result, or an error after the longest time; what the statement did is then unknown. */
    public <T> Mono<T> within(Mono<T> query) {
        return Timeouts.after(longest, query);
    }
}
