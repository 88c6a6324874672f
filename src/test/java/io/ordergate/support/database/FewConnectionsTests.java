package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A server that has fewer connections than the service wants: requests wait for those that there are. */
@IntegrationTest
@DirtiesContext(classMode = ClassMode.AFTER_EACH_TEST_METHOD)
class FewConnectionsTests {

    private static final int CALLERS = 48;
    private static final int ORDERS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static OwnServer server;

    @Autowired
    private Api api;

    @BeforeAll
    static void start() throws IOException {
        server = OwnServer.with(
                folder.resolve("data"), Map.of("max_connections", "8", "superuser_reserved_connections", "0"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        properties.add("DATABASE_URL", server::url);
    }

    @Test
    void everybodyIsServedByTheConnectionsThatThereAre() throws Exception {
        var callers = Executors.newFixedThreadPool(CALLERS);
        var placed = IntStream.range(0, ORDERS)
                .mapToObj(order -> callers.submit(() -> {
                    var phone = Api.somePhone();
                    var session = api.session(phone);
                    return api.verify(session, api.code(phone)).status();
                }))
                .toList();
        for (var order : placed) {
            assertThat(order.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(201);
        }
        callers.shutdown();
    }
}
