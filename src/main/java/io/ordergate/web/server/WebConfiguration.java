package io.ordergate.web.server;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.ordergate.web.request.WebSettings;
import java.time.Duration;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.reactive.observation.ServerHttpObservationDocumentation.HighCardinalityKeyNames;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.http.server.reactive.observation.ServerRequestObservationConvention;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.function.server.support.RouterFunctionMapping;
import reactor.netty.resources.LoopResources;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.module.blackbird.BlackbirdModule;

/** How the server listens, and how requests find their routes. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    private static final int BEFORE_THE_ACTUATOR = -101;

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

    /**
     * All routes in one flat router, asked before the mappings of the actuator. Spring's own mapping puts each router bean around all
     * before it: a request for the first of thirty goes in and out through thirty.
     */
    @Bean
    RouterFunctionMapping flatRouter(
            ObjectProvider<RouterFunction<ServerResponse>> routers, ServerCodecConfigurer codecs) {
        var flat = RouterFunctions.route();
        routers.orderedStream().forEach(flat::add);
        var mapping = new RouterFunctionMapping(flat.build());
        mapping.setMessageReaders(codecs.getReaders());
        mapping.setOrder(BEFORE_THE_ACTUATOR);
        return mapping;
    }

    /** Spring's observation of requests, without the path that a client has sent: there are secrets in some. */
    @Bean
    ServerRequestObservationConvention observationByRoute() {
        return new DefaultServerRequestObservationConvention() {
            @Override
            protected KeyValue httpUrl(ServerRequestObservationContext request) {
                return HighCardinalityKeyNames.HTTP_URL.withValue(
                        Objects.requireNonNullElse(request.getPathPattern(), "UNKNOWN"));
            }
        };
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
