package io.ordergate.web.server;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/**
 * The port of {@code /actuator}, where it has one of its own. Filters of the whole service are at work there, too, one of which
 * answers all calls of customers; this one, which is there alone, lets nothing else in.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementConfiguration {

    private static final String ROOT = "/actuator/";

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 1)
    WebFilter managementOnly() {
        return (exchange, chain) ->
                exchange.getRequest().getPath().pathWithinApplication().value().startsWith(ROOT)
                        ? chain.filter(exchange)
                        : Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND));
    }
}
