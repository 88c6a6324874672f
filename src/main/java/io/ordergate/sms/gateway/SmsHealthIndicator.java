package io.ordergate.sms.gateway;

import java.util.Locale;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reports down while no provider can be called for the phones of some country; the details show the state of each provider. */
@Component
class SmsHealthIndicator implements ReactiveHealthIndicator {

    private final SmsGateway gateway;

    SmsHealthIndicator(SmsGateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public Mono<Health> health() {
        return Mono.fromSupplier(() -> {
            var health = gateway.isClosedSomewhere() ? Health.down() : Health.up();
            gateway.providers().forEach(provider -> health.withDetail(provider.name(), stateOf(provider)));
            return health.build();
        });
    }

    private static String stateOf(Provider provider) {
        return provider.pauseLeft().isZero() ? provider.state().name().toLowerCase(Locale.ROOT) : "paused";
    }
}
