package io.ordergate.page;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.ratelimit.RateLimitFilters;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.route.PagePath;
import io.ordergate.web.route.PublicPaths;
import io.ordergate.web.security.RoleFilters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The page of an order, and paying from it. The token in the path is the capability; there is nothing else to steal or forge. */
@Configuration(proxyBeanMethods = false)
class PageRoutes {

    private static final String PAGE = "/o/{token}";
    private static final String PAYMENTS = PAGE + "/payments";

    @Bean
    RouterFunction<ServerResponse> pageRouter(PageHandler pages) {
        return route().GET(PAGE, PagePath.of(pages::show)).build();
    }

    @Bean
    RouterFunction<ServerResponse> pagePaymentRouter(PageHandler pages, RateLimitFilters limits) {
        return route().POST(PAYMENTS, pages::pay).filter(limits.orders()).build();
    }

    @Bean
    RouterFunction<ServerResponse> paymentLinkRouter(PaymentLinkHandler links) {
        return route().POST("/api/v1/orders/" + PathIds.ID + "/payment-link", links::send)
                .filter(RoleFilters.staff())
                .build();
    }

    @Bean
    PublicPaths pagePaths() {
        return PublicPaths.of(PAGE, PAYMENTS);
    }
}
