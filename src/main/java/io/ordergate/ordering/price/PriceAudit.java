package io.ordergate.ordering.price;

import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Commits changes of the price list together with a record of who has made them. */
public interface PriceAudit {

    /**
     * Commits these statements as one, with the record, and returns their outcome.
     *
     * @param detail what the record says of the outcome
     */
    <T> Mono<T> commit(Mono<T> change, Caller caller, ClientAddress address, Function<T, Map<String, String>> detail);
}
