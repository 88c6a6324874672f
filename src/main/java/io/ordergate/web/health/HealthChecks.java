package io.ordergate.web.health;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks every reactive health indicator there is: those of the database and the text providers. The blocking ones look at
 * this machine only, which is no concern of clients. Anybody may ask, so an answer is good for a second and one question
 * serves everybody who waits for it.
 */
@Component
class HealthChecks {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Map<String, String> NAMES = Map.of("r2dbc", HealthReport.DATABASE);

    private final Mono<HealthReport> report;

    private record Check(String name, ReactiveHealthIndicator indicator) {}

    HealthChecks(ReactiveHealthContributorRegistry registry) {
        report = Flux.fromStream(() -> registry.stream()
                        .flatMap(entry -> checks(NAMES.getOrDefault(entry.name(), entry.name()), entry.contributor())))
                .flatMap(HealthChecks::ask)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(HealthReport::of)
                .cache(FRESH);
    }

    Mono<HealthReport> report() {
        return report;
    }

    /** The indicator, or those beneath it when there are several of one kind. */
    private static Stream<Check> checks(String name, ReactiveHealthContributor contributor) {
        if (contributor instanceof CompositeReactiveHealthContributor group) {
            return group.stream().flatMap(entry -> checks(name + "." + entry.name(), entry.contributor()));
        }
        return contributor instanceof ReactiveHealthIndicator indicator
                ? Stream.of(new Check(name, indicator))
                : Stream.empty();
    }

    private static Mono<Map.Entry<String, String>> ask(Check check) {
        return check.indicator()
                .health()
                .map(Health::getStatus)
                .timeout(PATIENCE)
                .onErrorReturn(Status.DOWN)
                .map(status -> Map.entry(check.name(), status.getCode().toLowerCase(Locale.ROOT)));
    }
}
