package io.ordergate.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.time.Duration;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.module.blackbird.BlackbirdModule;

/** How the server listens. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    /**
     * One event loop a core, shared by the server, the database driver and the clients of providers: with loops of its own
     * for each, every request would change threads on its way to the database and back. They end at once when they are told
     * to: whoever still needs them then has finished in an earlier phase of the shutdown.
     */
    @Bean
    ReactorResourceFactory reactorResourceFactory() {
        var resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        resources.setShutdownQuietPeriod(Duration.ZERO);
        resources.setLoopResourcesSupplier(
                () -> LoopResources.create("ordergate", Runtime.getRuntime().availableProcessors(), true));
        return resources;
    }

    /**
     * {@link ConnectionHandler} stands in each connection. A connection that says nothing at all is closed; one that has asked
     * very often is, too, so that clients spread over the nodes.
     */
    @Bean
    NettyServerCustomizer connections(WebSettings settings, ConnectionRules rules) {
        return server -> server.idleTimeout(settings.idleTimeout())
                .maxKeepAliveRequests(settings.requestsPerConnection())
                .option(ChannelOption.SO_RCVBUF, ConnectionRules.SOCKET_BYTES)
                .childOption(ChannelOption.SO_RCVBUF, ConnectionRules.SOCKET_BYTES)
                .childOption(ChannelOption.SO_SNDBUF, ConnectionRules.SOCKET_BYTES)
                .doOnChannelInit((observer, channel, peer) -> rules.begin(channel));
    }

    /** Event loops are few and live long, so each keeps its buffers; the usual pool is shared, and misses under load. */
    @Bean
    JsonFactoryBuilderCustomizer buffersOfTheThread() {
        return factory -> factory.recyclerPool(JsonRecyclerPools.threadLocalPool());
    }

    /** Makes and reads records by code made for each, instead of by reflection. */
    @Bean
    JsonMapperBuilderCustomizer codeForEachRecord() {
        return mapper -> mapper.addModule(new BlackbirdModule());
    }

    /** {@link RequestTimes} times requests instead of Spring's observation of them. */
    @Bean
    WebHttpHandlerBuilderCustomizer noObservationOfRequests() {
        return builder -> builder.observationRegistry(ObservationRegistry.NOOP);
    }

    /** How many tasks wait on each event loop: a number that grows means that one is blocked or overloaded. */
    @Bean
    MeterBinder eventLoopGauges(ReactorResourceFactory resources) {
        return registry -> resources.getLoopResources().onServer(true).forEach(executor -> {
            var loop = (SingleThreadEventExecutor) executor;
            Gauge.builder("ordergate.eventloop.pending", loop, SingleThreadEventExecutor::pendingTasks)
                    .tag("loop", loop.threadProperties().name())
                    .register(registry);
        });
    }
}
