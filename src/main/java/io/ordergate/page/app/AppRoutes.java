package io.ordergate.page.app;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.asset.AssetHandler;
import io.ordergate.web.route.PagePath;
import io.ordergate.web.route.PublicPaths;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The files of the demo shop, of the console, and those that both share. */
@Configuration(proxyBeanMethods = false)
class AppRoutes {

    private static final String WEBJARS = "classpath*:META-INF/resources/webjars/";
    private static final String LIT = WEBJARS + "lit-html/*/";
    private static final String CHARTS = WEBJARS + "uplot/*/dist/";

    /** What only the demo shop has; without it these paths do not exist. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "ordergate.page.demo-shop", havingValue = "true")
    static class DemoShop {

        @Bean
        RouterFunction<ServerResponse> shopFileRouter() {
            return route().GET("/", AssetHandler.page("classpath:shop/index.html"))
                    .GET("/shop/assets/{file}", files("classpath:shop/*"))
                    .build();
        }

        @Bean
        PublicPaths shopFilesAreOpen() {
            return PublicPaths.of("/", "/shop/assets/{file}");
        }
    }

    @Bean
    RouterFunction<ServerResponse> appFileRouter() {
        return route().GET("/console", PagePath.of(AssetHandler.page("classpath:console/index.html")))
                .GET(
                        "/console/assets/{file}",
                        files(
                                "classpath:console/*",
                                CHARTS + "uPlot.esm.js",
                                CHARTS + "uPlot.iife.min.js",
                                CHARTS + "uPlot.min.css"))
                .GET(
                        "/pages/assets/{file}",
                        files(
                                "classpath:pages/*",
                                "classpath:docs/logo.svg",
                                LIT + "lit-html.js",
                                LIT + "directive*.js"))
                .GET("/pages/assets/directives/{file}", files(LIT + "directives/*.js"))
                .build();
    }

    @Bean
    PublicPaths appFilesAreOpen() {
        return PublicPaths.of(
                "/console", "/console/assets/{file}", "/pages/assets/{file}", "/pages/assets/directives/{file}");
    }

    /** Files whose names have no version: a browser asks each time whether they are still the same. */
    private static AssetHandler files(String... locations) {
        return AssetHandler.files(CacheControl.noCache(), locations);
    }
}
