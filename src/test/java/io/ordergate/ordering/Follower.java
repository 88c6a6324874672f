package io.ordergate.ordering;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that follows orders, on a connection of its own. */
public class Follower {

    private static final JsonMapper JSON = new JsonMapper();
    private static final ConnectionProvider CONNECTIONS = ConnectionProvider.builder("followers")
            .maxConnections(3000)
            .pendingAcquireMaxCount(-1)
            .build();
    private static final WebClient CLIENT = WebClient.builder()
            .clientConnector(new ReactorClientHttpConnector(
                    HttpClient.create(CONNECTIONS).keepAlive(false)))
            .build();

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger beats = new AtomicInteger();
    private final Disposable connection;

    /** An event as it was received. */
    public record Event(String id, String name, String data) {

        public JsonNode json() {
            return JSON.readTree(data);
        }

        /** The order and the version of the event. */
        String change() {
            return json().path("order_id").asString() + " "
                    + json().path("version").asInt();
        }
    }

    public Follower(int port, String token, String lastId) {
        connection = CLIENT.get()
                .uri(URI.create("http://127.0.0.1:" + port + "/api/v1/orders/stream"))
                .accept(MediaType.TEXT_EVENT_STREAM)
                .headers(headers -> {
                    headers.setBearerAuth(token);
                    if (!lastId.isEmpty()) {
                        headers.set("Last-Event-ID", lastId);
                    }
                })
                .retrieve()
                .bodyToFlux(new ParameterizedTypeReference<ServerSentEvent<String>>() {})
                .subscribe(this::take, error -> {}, () -> {});
    }

    private void take(ServerSentEvent<String> event) {
        if (event.data() == null) {
            beats.incrementAndGet();
        } else {
            events.add(new Event(event.id(), event.event(), event.data()));
        }
    }

    public boolean isThere() {
        return beats.get() > 0;
    }

    public int beats() {
        return beats.get();
    }

    public boolean isOver() {
        return connection.isDisposed();
    }

    /** The events that have come so far: a follower that has left may still get the event that is on its way. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    public List<String> seen() {
        return changes(events());
    }

    public static List<String> changes(List<Event> events) {
        return events.stream().map(Event::change).toList();
    }

    public List<String> ids() {
        return events.stream().map(Event::id).toList();
    }

    public boolean hasSeen(Collection<String> changes) {
        return events.size() >= changes.size() && seen().containsAll(changes);
    }

    public void leave() {
        connection.dispose();
    }
}
