package io.ordergate.web.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

class RouteIndexTests {

    private static final HandlerFunction<ServerResponse> HANDLER =
            request -> ServerResponse.ok().build();

    private final RouteIndex routes =
            new RouteIndex(List.of(route().path("/orders", orders -> orders.GET("/summary", HANDLER)
                            .GET("/{id}", HANDLER)
                            .POST("/summary", HANDLER))
                    .build()));

    /** Security asks whether all of them are public, however the path is written. */
    @ParameterizedTest
    @ValueSource(strings = {"/orders/summary", "/orders/summary;page=1", "/orders/s%75mmary"})
    void aPathIsServedByItsOwnRouteAndByThoseWithVariables(String path) {
        assertThat(serving(HttpMethod.GET, path)).containsExactly("/orders/summary", "/orders/{id}");
    }

    @Test
    void onlyRoutesOfTheMethodServeACall() {
        assertThat(serving(HttpMethod.POST, "/orders/summary")).containsExactly("/orders/summary");
        assertThat(serving(HttpMethod.DELETE, "/orders/summary")).isEmpty();
    }

    @Test
    void otherPathsAreServedByRoutesWithVariablesOrByNone() {
        assertThat(serving(HttpMethod.GET, "/orders/7")).containsExactly("/orders/{id}");
        assertThat(serving(HttpMethod.GET, "/orders/7/items")).isEmpty();
        assertThat(serving(HttpMethod.GET, "/orders/{id}")).containsExactly("/orders/{id}");
    }

    private List<String> serving(HttpMethod method, String path) {
        return routes.serving(method, PathContainer.parsePath(path)).stream()
                .map(found -> found.path().getPatternString())
                .toList();
    }
}
