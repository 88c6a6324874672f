package io.ordergate.ordering.price;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.support.http.RemoteServers;
import io.ordergate.support.secret.Secrets;
import io.ordergate.support.secret.Sensitive;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Price lists without a database. */
public final class PriceLists {

    private PriceLists() {}

    /** No service of the shop's own. */
    public static ShopPrices noShop() {
        var settings = new PriceSettings(
                Prices.Mode.CLIENT, Duration.ofSeconds(10), "", Sensitive.NONE, Duration.ofSeconds(2), false);
        var servers = new RemoteServers(new ReactorResourceFactory(), new SimpleMeterRegistry());
        return new ShopPrices(
                settings, servers, JsonMapper.shared(), Secrets.ids(Clock.systemUTC()), Clock.systemUTC());
    }

    /** No list: the prices of clients count. */
    public static Prices none() {
        return new Prices(version -> Mono.never(), Mono.never(), Prices.Mode.CLIENT);
    }

    public static Prices of(Prices.Mode mode, Prices.Price... prices) {
        var list = new Prices(
                version -> Mono.just(new PriceSnapshot.Change(1, true, List.of(prices))), Mono.just(Set.of()), mode);
        list.refresh().subscribe();
        return list;
    }
}
