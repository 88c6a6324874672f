package io.ordergate.identity.token;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The route of the public keys of access tokens. */
@Configuration(proxyBeanMethods = false)
class KeyRoutes {

    @Bean
    RouterFunction<ServerResponse> keyRouter(KeyHandler keys) {
        return route().GET("/.well-known/jwks.json", keys::published).build();
    }

    @Bean
    PublicPaths keysAreOpen() {
        return PublicPaths.of("/.well-known/jwks.json");
    }
}
