package io.ordergate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.TestDatabase;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.client.ReactorResourceFactory;

/** Those who still write to the database while the service stops need its event loops. */
@IntegrationTest
class ShutdownTests {

    /** Long enough for two calls by a machine that stands still meanwhile. */
    private static final Duration DELAY = Duration.ofSeconds(10);

    @Autowired
    private List<SmartLifecycle> all;

    @Autowired
    private ReactorResourceFactory loops;

    @Test
    void theEventLoopsEndAfterWhoeverNeedsThem() {
        var ours = all.stream()
                .filter(bean -> bean.getClass().getPackageName().startsWith("io.ordergate"))
                .toList();

        assertThat(ours).hasSizeGreaterThanOrEqualTo(3).allSatisfy(bean -> assertThat(bean.getPhase())
                .as(bean.toString())
                .isGreaterThan(loops.getPhase()));
    }

    @Test
    void requestsAreAcceptedForAWhileAfterReadinessIsDown() throws Exception {
        var service = new SpringApplicationBuilder(Ordergate.class)
                .initializers(new TestDatabase())
                .run(
                        "--SHUTDOWN_DELAY_SECONDS=" + DELAY.toSeconds(),
                        "--ordergate.environment=development",
                        "--ordergate.secret.key=a secret of the tests that has 32 bytes and some",
                        "--ordergate.outbox.relay=false",
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--management.server.address=127.0.0.1",
                        "--management.server.port=0");
        var health = local(service, "local.server.port", "/api/v1/health");
        var readiness = local(service, "local.management.port", "/actuator/health/readiness");
        await().until(() -> status(readiness) == 200); // it asks the database, which has two seconds to answer

        var begin = System.nanoTime();
        var stop = CompletableFuture.runAsync(service::close);
        await().until(() -> status(readiness) == 503);
        await().until(() -> status(health) == 200);
        assertThat(stop).isNotDone();

        stop.get(60, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(DELAY);
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> status(health));
    }

    private static URI local(ApplicationContext service, String port, String path) {
        return URI.create("http://127.0.0.1:" + service.getEnvironment().getRequiredProperty(port) + path);
    }

    /** What a new connection is answered. */
    private static int status(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
