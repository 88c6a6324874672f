package io.ordergate.dialect.bookshop;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.dialect.Dialect;
import io.ordergate.dialect.LegacyFilters;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.route.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Routes of the book shop, whose orders are confirmed by a texted code. */
@Dialect
class BookShopRoutes {

    @Bean
    RouterFunction<ServerResponse> bookShopRouter(BookShopHandler shop) {
        return route().add(route().POST("/orders/initiate", shop::initiate)
                        .POST("/orders/verify", shop::verify)
                        .filter(BookShopFilters.countedAttempts())
                        .build())
                .add(route().POST("/orders/resend-code", shop::resendCode)
                        .filter(BookShopFilters.unknownSessions())
                        .build())
                .add(route().GET("/orders", shop::list)
                        .GET("/orders/" + PathIds.ID, shop::one)
                        .PUT("/orders/" + PathIds.ID + "/status", shop::transition)
                        .DELETE("/orders/" + PathIds.ID, shop::cancel)
                        .filter(LegacyFilters.badRequests())
                        .build())
                .build();
    }

    @Bean
    PublicPaths bookShopIsOpen() {
        return PublicPaths.of("/orders/initiate", "/orders/verify", "/orders/resend-code");
    }
}
