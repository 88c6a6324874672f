package io.ordergate.ordering.price;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.web.route.PublicPaths;
import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Routes of the price list: staff read it, admins change it, and customers see what is sold. */
@Configuration(proxyBeanMethods = false)
class PriceRoutes {

    private static final String ALL = "/api/v1/prices";
    private static final String PRODUCTS = "/api/v1/products";

    @Bean
    RouterFunction<ServerResponse> priceRouter(PriceHandler prices) {
        return route().GET(ALL, prices::list).filter(RoleFilters.staff()).build();
    }

    @Bean
    RouterFunction<ServerResponse> productRouter(ProductHandler products) {
        return route().GET(PRODUCTS, products::list).build();
    }

    @Bean
    PublicPaths productsAreOpen() {
        return PublicPaths.of(PRODUCTS);
    }

    @Bean
    RouterFunction<ServerResponse> priceChangeRouter(PriceHandler prices) {
        return route().PUT(ALL, prices::put)
                .DELETE(ALL + "/{product_id}", prices::delete)
                .filter(RoleFilters.admins())
                .filter(RoleFilters.stepUp())
                .build();
    }
}
