package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.Connections;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class DatabaseServersTests {

    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Socket> asked = new CopyOnWriteArrayList<>();
    private ServerSocket silent;

    @BeforeEach
    void listenAndSayNothing() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var listener = new Thread(() -> {
            try {
                while (true) {
                    asked.add(silent.accept());
                }
            } catch (IOException closed) {
                // the test has ended
            }
        });
        listener.setDaemon(true);
        listener.start();
    }

    @AfterEach
    void close() throws IOException {
        silent.close();
        for (var connection : asked) {
            connection.close();
        }
    }

    @Test
    void aServerThatIsSilentCostsItsTimeOnce() {
        var servers = new DatabaseServers(List.of(silentOne(), real()), true, "", LONGEST);
        var opened = Flux.range(0, 5)
                .concatMap(number -> servers.create())
                .collectList()
                .block(PATIENCE);
        assertThat(asked).hasSize(1);
        Flux.fromIterable(opened).flatMap(PostgresqlConnection::close).blockLast(PATIENCE);
    }

    @Test
    void theSettingsOfASessionAreStatements() {
        var servers =
                new DatabaseServers(List.of(real()), false, "set statement_timeout = 1234; set jit = off", LONGEST);
        var limit = servers.create()
                .flatMapMany(connection -> connection
                        .createStatement("show statement_timeout")
                        .execute()
                        .flatMap(result -> result.map((row, about) -> row.get(0, String.class))))
                .blockFirst(PATIENCE);
        assertThat(limit).isEqualTo("1234ms");
    }

    @Test
    void aServerThatIsNoPrimaryIsRefused() {
        var readOnly = new PostgresqlConnectionFactory(Connections.ofTests()
                .options(Map.of("default_transaction_read_only", "on"))
                .build());
        var refused = new DatabaseServers(List.of(readOnly), true, "", LONGEST)
                .create()
                .materialize()
                .block(PATIENCE);
        assertThat(refused.getThrowable()).isInstanceOf(R2dbcException.class).hasMessageContaining("no primary");
    }

    private PostgresqlConnectionFactory silentOne() {
        return new PostgresqlConnectionFactory(
                Connections.ofTests().port(silent.getLocalPort()).build());
    }

    private static PostgresqlConnectionFactory real() {
        return new PostgresqlConnectionFactory(Connections.ofTests().build());
    }
}
