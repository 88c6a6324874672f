package io.ordergate.ordering.price;

import io.ordergate.support.Uncancellable;
import io.ordergate.support.database.Notices;
import io.ordergate.support.job.Job;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps the price list of this node up to date: it is read before the first request, and when a notice tells of a change. */
@Component
class PriceJob implements Job, SmartInitializingSingleton {

    private final Prices prices;
    private final PriceSettings settings;
    private final Notices notices;

    PriceJob(Prices prices, PriceSettings settings, Notices notices) {
        this.prices = prices;
        this.settings = settings;
        this.notices = notices;
    }

    /** Begins to read the list before the server listens; until the list is there, orders are answered 503. */
    @Override
    public void afterSingletonsInstantiated() {
        Uncancellable.finish(prices.refresh(), () -> {});
    }

    @Override
    public String name() {
        return "prices";
    }

    @Override
    public Duration interval() {
        return settings.poll();
    }

    @Override
    public Flux<?> wakes() {
        return settings.usedMode().hasList() ? notices.on(PriceRepository.CHANNEL) : Flux.never();
    }

    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return prices.refresh();
    }
}
