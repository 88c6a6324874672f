package io.ordergate.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.filter.reactive.UrlHandlerFilter;

/** How the server listens. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    /** A path means the same with and without a slash at its end. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 2)
    UrlHandlerFilter trailingSlashes() {
        return UrlHandlerFilter.trailingSlashHandler("/**").mutateRequest().build();
    }

    /** A client that sends its request drop by drop, or nothing at all, is not waited for. */
    @Bean
    NettyServerCustomizer slowClients(WebSettings settings) {
        return server -> server.idleTimeout(settings.idleTimeout())
                .readTimeout(settings.requestTimeout())
                .requestTimeout(settings.requestTimeout());
    }

    /** Gauges of the event loops: tasks that wait there, and workers. */
    @Bean
    NettyEventExecutorMetrics eventLoopMetrics(ReactorResourceFactory resources, MeterRegistry registry) {
        var metrics = new NettyEventExecutorMetrics(resources.getLoopResources().onServer(true));
        metrics.bindTo(registry);
        return metrics;
    }
}
