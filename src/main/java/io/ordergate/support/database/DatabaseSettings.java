package io.ordergate.support.database;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How many connections there are for requests and for jobs, how many may wait for one and for how long, and how long a
 * statement and a search may take.
 *
 * @param startWait how long the start waits for a database that is not up yet
 * @param replicaPoolSize connections to the replica, if there is one
 */
@Validated
@ConfigurationProperties("ordergate.database")
record DatabaseSettings(
        @DefaultValue("30s") Duration startWait,
        @Min(1) @DefaultValue("16") int poolSize,
        @Min(1) @DefaultValue("4") int jobConnections,
        @Min(1) @DefaultValue("8") int replicaPoolSize,
        @Min(1) @DefaultValue("10000") int maxWaiting,
        @DefaultValue("5s") Duration acquireTimeout,
        @DefaultValue("3s") Duration connectTimeout,
        @DefaultValue("5s") Duration statementTimeout,
        @DefaultValue("1s") Duration searchTimeout,
        @DefaultValue("none") Pooler pooler) {

    private static final Duration REPLICA_WAIT = Duration.ofSeconds(1);

    /** What DATABASE_URL leads to: the server, or a pooler that gives a session of the server for a connection or a transaction. */
    enum Pooler {
        NONE,
        SESSION,
        TRANSACTION
    }

    /** Those of the replica, in place of which the primary can answer: nobody waits for it longer than a second. */
    DatabaseSettings ofReplica() {
        return new DatabaseSettings(
                startWait,
                replicaPoolSize,
                jobConnections,
                replicaPoolSize,
                maxWaiting,
                shorter(acquireTimeout),
                shorter(connectTimeout),
                statementTimeout,
                searchTimeout,
                Pooler.NONE);
    }

    private static Duration shorter(Duration wait) {
        return wait.compareTo(REPLICA_WAIT) < 0 ? wait : REPLICA_WAIT;
    }
}
