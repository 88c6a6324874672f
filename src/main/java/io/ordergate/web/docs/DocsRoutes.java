package io.ordergate.web.docs;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.asset.AssetHandler;
import io.ordergate.web.route.PagePath;
import io.ordergate.web.route.PublicPaths;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The contract and the pages that show it. */
@Configuration(proxyBeanMethods = false)
class DocsRoutes {

    /** Redoc and Swagger UI set styles from scripts, and Redoc searches in a worker it makes itself. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src blob:; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'";

    private static final String WEBJARS = "classpath*:META-INF/resources/webjars/";

    @Bean
    RouterFunction<ServerResponse> docsRouter(ProblemPages problems) {
        return route().GET(
                        "/openapi.yaml",
                        AssetHandler.document(
                                "openapi.yaml",
                                () -> ContractDocument.canonical().getBytes(StandardCharsets.UTF_8),
                                CONTENT_POLICY))
                .GET(
                        "/openapi-replaced.yaml",
                        AssetHandler.document(
                                "openapi-replaced.yaml",
                                () -> ContractDocument.replaced().getBytes(StandardCharsets.UTF_8),
                                CONTENT_POLICY))
                .GET("/docs", PagePath.of(page("swagger.html")))
                .GET("/redoc", PagePath.of(page("redoc.html")))
                .GET(
                        "/docs/assets/{file}",
                        AssetHandler.files(
                                CacheControl.maxAge(Duration.ofHours(1)).cachePublic(),
                                "classpath:docs/*",
                                WEBJARS + "swagger-ui/*/swagger-ui.css",
                                WEBJARS + "swagger-ui/*/swagger-ui-bundle.js",
                                WEBJARS + "redoc/*/bundles/redoc.standalone.js"))
                .GET("/problems", PagePath.of(problems::all))
                .GET("/problems/{code}", PagePath.of(problems::one))
                .build();
    }

    private static AssetHandler page(String file) {
        return AssetHandler.document(
                file, () -> new ClassPathResource("docs/" + file).getContentAsByteArray(), CONTENT_POLICY);
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
