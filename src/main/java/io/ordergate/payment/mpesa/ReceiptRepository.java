package io.ordergate.payment.mpesa;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.payment.provider.Charge;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** What callbacks told of money, in PostgreSQL. The first one of a payment counts. */
@Repository
class ReceiptRepository {

    private static final Sql STORE = Sql.of("""
            insert into payment_receipts (payment_id, amount_minor, receipt) values (:payment_id, :amount_minor, :receipt)
            on conflict do nothing""");

    private static final Sql FIND =
            Sql.of("select amount_minor, receipt from payment_receipts where payment_id = :payment_id");

    private static final String CURRENCY = "KES";

    private final Db db;

    /** The amount, and M-Pesa's name for the money. */
    record Receipt(Charge charge, String name) {}

    ReceiptRepository(Db db) {
        this.db = db;
    }

    Mono<Void> store(UUID paymentId, Receipt receipt) {
        return db.update(STORE.bind("payment_id", paymentId)
                        .bind("amount_minor", receipt.charge().minor())
                        .bind("receipt", receipt.name()))
                .then();
    }

    Mono<Optional<Receipt>> find(UUID paymentId) {
        return db.one(
                        FIND.bind("payment_id", paymentId),
                        row -> Optional.of(new Receipt(
                                new Charge(CURRENCY, value(row, "amount_minor", Long.class)),
                                value(row, "receipt", String.class))))
                .defaultIfEmpty(Optional.empty());
    }
}
