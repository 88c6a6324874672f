package io.ordergate.outbox;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** A consumer of one topic that notes what it was given and when it was done. */
final class Recorder implements OutboxConsumer {

    private final String name;
    private final String topic;
    private final Function<OutboxMessage, Mono<Void>> work;
    private final int tries;
    private final List<OutboxMessage> given = new CopyOnWriteArrayList<>();
    private final List<OutboxMessage> done = new CopyOnWriteArrayList<>();

    private Recorder(String name, String topic, int tries, Function<OutboxMessage, Mono<Void>> work) {
        this.name = name;
        this.topic = topic;
        this.tries = tries;
        this.work = work;
    }

    static Recorder of(String topic, Function<OutboxMessage, Mono<Void>> work) {
        return new Recorder("recorder-" + topic, topic, 0, work);
    }

    static Recorder willing(String topic) {
        return of(topic, message -> Mono.empty());
    }

    Recorder named(String other) {
        return new Recorder(other, topic, tries, work);
    }

    Recorder trying(int times) {
        return new Recorder(name, topic, times, work);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> topics() {
        return Set.of(topic);
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
