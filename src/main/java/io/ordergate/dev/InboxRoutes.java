package io.ordergate.dev;

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

/** The route of the inbox, on a developer's machine. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "ordergate.environment", havingValue = "development")
class InboxRoutes {

    private static final String FILES = "/dev/inbox/assets/{file}";

    @Bean
    RouterFunction<ServerResponse> inboxRouter(InboxHandler inbox) {
        return route().GET("/dev/inbox", PagePath.of(inbox::list))
                .GET(FILES, AssetHandler.files(CacheControl.noCache(), "classpath:inbox/*"))
                .build();
    }

    @Bean
    PublicPaths inboxIsOpen() {
        return PublicPaths.of("/dev/inbox", FILES);
    }
}
