package io.ordergate.payment;

import static io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.stereotype.Component;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** HTTP to the providers of payments: connections and a circuit breaker for each, so that a slow one harms no other. */
@Component
class PaymentHttp implements DisposableBean {

    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final Duration LIFE = Duration.ofMinutes(5); // so that a change in DNS is followed
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration OPEN = Duration.ofSeconds(10);
    private static final int WINDOW = 50;
    private static final int LEAST_CALLS = 20;

    private final Map<String, ConnectionProvider> pools = new ConcurrentHashMap<>();
    private final PaymentSettings settings;
    private final ReactorResourceFactory resources;
    private final MeterRegistry registry;
    private final SslContext tls;

    PaymentHttp(PaymentSettings settings, ReactorResourceFactory resources, MeterRegistry registry)
            throws SSLException {
        this.settings = settings;
        this.resources = resources;
        this.registry = registry;
        this.tls = SslContextBuilder.forClient().build(); // reads the trusted certificates here, not on an event loop
        ProviderAnswer.prepare();
    }

    /** The line to this provider. It never repeats a request by itself: that could be a second payment. */
    ProviderLine line(String provider) {
        var client = HttpClient.create(pools.computeIfAbsent(provider, this::pool))
                .runOn(resources.getLoopResources())
                .secure(spec -> spec.sslContext(tls).handshakeTimeout(CONNECT))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                .disableRetry(true);
        return new ProviderLine(provider, client, breaker(provider), settings.timeout(), registry);
    }

    @Override
    public void destroy() {
        pools.values().forEach(ConnectionProvider::dispose);
    }

    private ConnectionProvider pool(String provider) {
        return ConnectionProvider.builder("payment-" + provider)
                .maxConnections(settings.connections())
                .pendingAcquireMaxCount(settings.waiting())
                .pendingAcquireTimeout(settings.timeout().dividedBy(2))
                .maxIdleTime(IDLE)
                .maxLifeTime(LIFE)
                .lifo()
                .build();
    }

    private static CircuitBreaker breaker(String provider) {
        return CircuitBreaker.of(
                "payment-" + provider,
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW, LEAST_CALLS, SlidingWindowType.COUNT_BASED, LOCK_FREE)
                        .recordResult(answer -> ((ProviderAnswer) answer).isOutage())
                        .waitDurationInOpenState(OPEN)
                        .build());
    }
}
