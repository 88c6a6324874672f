package io.ordergate.web.docs;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The contract and the pages that show it. */
@Configuration(proxyBeanMethods = false)
class DocsRoutes {

    @Bean
    RouterFunction<ServerResponse> docsRouter(DocsHandler docs, ProblemPages problems) {
        return route().GET("/openapi.yaml", docs::contract)
                .GET("/openapi-replaced.yaml", docs::replacedContract)
                .GET("/docs", docs::swagger)
                .GET("/redoc", docs::redoc)
                .GET("/docs/assets/{file}", docs::asset)
                .GET("/problems", problems::all)
                .GET("/problems/{code}", problems::one)
                .build();
    }

    @Bean
    PublicPaths docsAreOpen() {
        return PublicPaths.of(
                "/openapi.yaml",
                "/openapi-replaced.yaml",
                "/docs",
                "/redoc",
                "/docs/assets/{file}",
                "/problems",
                "/problems/{code}");
    }
}
