package io.ordergate.payment;

import io.ordergate.support.JobSql;
import io.ordergate.support.QueryTimeout;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Payments in PostgreSQL. */
@Repository
class PaymentRepository {

    private static final String SELECT = "select " + PaymentRows.COLUMNS + " from payments p where ";

    /** No row when somebody else has begun one for the order: two unique indexes see to that. */
    private static final String BEGIN = """
            insert into payments as p (id, order_id, attempt, provider, currency, amount_minor, check_at)
            select :id, :order_id, coalesce(max(o.attempt), 0) + 1, :provider, :currency, :amount_minor,
                   case when :remote then now() + :wait * interval '1 second' end
              from payments o where o.order_id = :order_id
            on conflict do nothing
            returning %s""".formatted(PaymentRows.COLUMNS);

    /** The one that counts: what was captured, else what may still be paid, else the last. */
    private static final String CURRENT = SELECT + """
            p.order_id = :order_id
             order by p.captured_minor > 0 and not p.surplus desc, p.status = 'authorised' desc,
                      p.status in ('pending', 'unknown') desc, p.attempt desc
             limit 1""";

    private static final String OF_ORDER = SELECT + "p.order_id = :order_id and p.captured_minor > p.reserved_minor";

    private static final String STARTED = """
            update payments p
               set reference = :reference, redirect_url = nullif(:redirect_url, ''), updated_at = now()
             where p.id = :id
            returning %s""".formatted(PaymentRows.COLUMNS);

    /** The provider is about to be asked for the money: until it has answered, nobody else asks. */
    private static final String CLAIM = """
            update payments p
               set status = 'unknown', checks = 0, check_at = now() + :wait * interval '1 second', updated_at = now()
             where p.id = :id and p.status in ('pending', 'failed')
               and (select o.status from orders o where o.id = p.order_id) <> 'cancelled'
               and not exists (select from payments c where c.order_id = p.order_id and c.captured_minor > 0)
            returning %s""".formatted(PaymentRows.COLUMNS);

    /** Those of these providers whose time has come, for this node; the waits double, and end when one has failed for good. */
    private static final String CLAIM_DUE = """
            update payments p
               set checks = p.checks + 1,
                   check_at = case when p.status <> 'failed' or p.updated_at > now() - :expiry * interval '1 second'
                     then now() + least(:wait * power(2, least(p.checks, 20)), :longest) * interval '1 second' end
             where p.id = any (array(
               select d.id from payments d
                where d.check_at <= now() and d.provider = any(:providers)
                order by d.check_at limit :size for update skip locked))
            returning %s""".formatted(PaymentRows.COLUMNS);

    /** Whether money that is only promised should be taken. */
    private static final String IS_WANTED = """
            select o.status <> 'cancelled'
                   and not exists(select from payments c where c.order_id = o.id and c.captured_minor > 0) as wanted
              from orders o where o.id = :order_id""";

    private final DatabaseClient database;
    private final JobSql jobs;
    private final QueryTimeout timeout;

    PaymentRepository(DatabaseClient database, JobSql jobs, QueryTimeout timeout) {
        this.database = database;
        this.jobs = jobs;
        this.timeout = timeout;
    }

    /** Empty when another payment of the order is open. */
    Mono<Payment> begin(UUID id, UUID orderId, PaymentProvider provider, Charge charge, Duration firstCheck) {
        return one(database.sql(BEGIN)
                .bind("id", id)
                .bind("order_id", orderId)
                .bind("provider", provider.name())
                .bind("currency", charge.currency())
                .bind("amount_minor", charge.minor())
                .bind("remote", provider.isRemote())
                .bind("wait", firstCheck.toSeconds()));
    }

    Mono<Payment> current(UUID orderId) {
        return one(database.sql(CURRENT).bind("order_id", orderId));
    }

    /** Payments of the order with money that was not given back. */
    Flux<Payment> withMoney(UUID orderId) {
        return database.sql(OF_ORDER)
                .bind("order_id", orderId)
                .map(PaymentRows::read)
                .all()
                .collectList()
                .transform(timeout::within)
                .flatMapIterable(found -> found);
    }

    Mono<Payment> find(UUID id) {
        return one(database.sql(SELECT + "p.id = :id").bind("id", id));
    }

    Mono<Payment> findByReference(String provider, String reference) {
        return one(database.sql(SELECT + "p.provider = :provider and p.reference = :reference")
                .bind("provider", provider)
                .bind("reference", reference));
    }

    Mono<Payment> findByTransaction(String provider, String transactionId) {
        return one(database.sql(SELECT + "p.provider = :provider and p.transaction_id = :transaction_id")
                .bind("provider", provider)
                .bind("transaction_id", transactionId));
    }

    /** The payment as it stays until the transaction ends. */
    Mono<Payment> lock(UUID id) {
        return one(database.sql(SELECT + "p.id = :id for no key update").bind("id", id));
    }

    Mono<Payment> started(UUID id, StartResult.Started started) {
        return one(database.sql(STARTED)
                .bind("id", id)
                .bind("reference", started.reference())
                .bind("redirect_url", started.redirectUrl()));
    }

    /** Empty when it is not there to be concluded: concluded already, being concluded, or not wanted any more. */
    Mono<Payment> claim(UUID id, Duration firstCheck) {
        return one(database.sql(CLAIM).bind("id", id).bind("wait", firstCheck.toSeconds()));
    }

    Mono<Boolean> isWanted(Payment payment) {
        return database.sql(IS_WANTED)
                .bind("order_id", payment.orderId())
                .mapValue(Boolean.class)
                .one()
                .transform(timeout::within);
    }

    Flux<Payment> claimDue(PaymentSettings settings, List<String> providers) {
        return jobs.sql(CLAIM_DUE)
                .bind("providers", providers.toArray(String[]::new))
                .bind("size", settings.batchSize())
                .bind("expiry", settings.expiry().toSeconds())
                .bind("wait", settings.unknownCheck().toSeconds())
                .bind("longest", settings.longestWait().toSeconds())
                .map(PaymentRows::read)
                .all()
                .collectList()
                .transform(timeout::within)
                .flatMapIterable(claimed -> claimed);
    }

    private Mono<Payment> one(GenericExecuteSpec statement) {
        return statement.map(PaymentRows::read).one().transform(timeout::within);
    }
}
