package io.ordergate.web.client;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.ordergate.support.ClientSettings;
import io.ordergate.web.request.QueryParameters;
import io.ordergate.web.route.PublicPaths;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The settings that all features declare for clients, in one answer that anybody may read. */
@Configuration(proxyBeanMethods = false)
class ClientSettingsRoutes {

    private static final String PATH = "/api/v1/client-settings";
    private static final CacheControl A_MINUTE =
            CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic();

    @Bean
    RouterFunction<ServerResponse> clientSettingsRouter(List<ClientSettings> features) {
        var all = joined(features);
        return route().GET(PATH, request -> answer(request, all)).build();
    }

    private static Map<String, Object> joined(List<ClientSettings> features) {
        var all = new TreeMap<String, Object>();
        features.forEach(feature -> feature.forClients().forEach((name, value) -> {
            if (all.put(name, value) != null) {
                throw new IllegalStateException("Two features declare the client setting " + name);
            }
        }));
        return all;
    }

    private static Mono<ServerResponse> answer(ServerRequest request, Map<String, Object> settings) {
        QueryParameters.none(request);
        return ServerResponse.ok().cacheControl(A_MINUTE).bodyValue(settings);
    }

    @Bean
    PublicPaths clientSettingsAreOpen() {
        return PublicPaths.of(PATH);
    }
}
