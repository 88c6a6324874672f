package io.ordergate.dialect;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.OpenPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Row A of the replaced services: a book shop whose orders are confirmed by a texted code. */
@Dialect
class BookShopRoutes {

    static final String ID = "/{id:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}}";

    @Bean
    RouterFunction<ServerResponse> bookShopRouter(BookShopHandler shop, LegacyListsHandler lists) {
        return route().add(route().POST("/orders/initiate", shop::initiate)
                        .POST("/orders/verify", shop::verify)
                        .filter(LegacyFilters.countedAttempts())
                        .build())
                .add(route().POST("/orders/resend-code", shop::resendCode)
                        .filter(LegacyFilters.unknownSessions())
                        .build())
                .add(route().GET("/orders", lists::inNumbers)
                        .GET("/orders" + ID, shop::one)
                        .PUT("/orders" + ID + "/status", shop::move)
                        .DELETE("/orders" + ID, shop::cancel)
                        .filter(LegacyFilters.badRequests())
                        .build())
                .build();
    }

    @Bean
    OpenPaths bookShopIsOpen() {
        return OpenPaths.of("/orders/initiate", "/orders/verify", "/orders/resend-code");
    }
}
