package io.ordergate.outbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** A consumer of one topic, and perhaps of a held one, that records what it handles and when that is done. */
final class Recorder implements OutboxConsumer {

    private final String name;
    private final String topic;
    private final Function<OutboxMessage, Mono<Void>> work;
    private final int tries;
    private final Map<String, Duration> held;
    private final List<OutboxMessage> given = new CopyOnWriteArrayList<>();
    private final List<OutboxMessage> done = new CopyOnWriteArrayList<>();

    private Recorder(
            String name,
            String topic,
            int tries,
            Map<String, Duration> held,
            Function<OutboxMessage, Mono<Void>> work) {
        this.name = name;
        this.topic = topic;
        this.tries = tries;
        this.held = held;
        this.work = work;
    }

    static Recorder of(String topic, Function<OutboxMessage, Mono<Void>> work) {
        return new Recorder("recorder-" + topic, topic, 0, Map.of(), work);
    }

    static Recorder willing(String topic) {
        return of(topic, message -> Mono.empty());
    }

    Recorder named(String other) {
        return new Recorder(other, topic, tries, held, work);
    }

    Recorder trying(int times) {
        return new Recorder(name, topic, times, held, work);
    }

    /** The same consumer with messages of another topic, which are held back for so long. */
    Recorder holding(String other, Duration delay) {
        return new Recorder(name, topic, tries, Map.of(other, delay), work);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Topic> topics() {
        return Stream.concat(Stream.of(topic), held.keySet().stream())
                .map(Topic::new)
                .collect(Collectors.toSet());
    }

    @Override
    public Duration delay(Topic of) {
        return held.getOrDefault(of.id(), Duration.ZERO);
    }

    @Override
    public int tries() {
        return tries;
    }

    @Override
    public Mono<Void> handle(OutboxMessage message) {
        given.add(message);
        return work.apply(message).then(Mono.fromRunnable(() -> done.add(message)));
    }

    List<OutboxMessage> given() {
        return given;
    }

    List<OutboxMessage> done() {
        return done;
    }

    List<Long> idsOf(UUID subject) {
        return done.stream()
                .filter(message -> message.subjectId().equals(subject))
                .map(OutboxMessage::id)
                .toList();
    }
}
