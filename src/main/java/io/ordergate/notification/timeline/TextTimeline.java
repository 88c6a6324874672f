package io.ordergate.notification.timeline;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ordering.timeline.TimelinePart;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.journal.JournalText;
import io.ordergate.sms.journal.SentMessages;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The texts about an order, and those with the code that has placed it. */
@Repository
class TextTimeline implements TimelinePart {

    private static final Sql FIND = Sql.of(
            "select news, sent_at from order_texts where order_id = :order_id order by sent_at desc limit :limit");

    /** A text is noted for its order when its provider has answered; the clocks of nodes and database differ. */
    private static final Duration NOTED_WITHIN = Duration.ofSeconds(30);

    private final Db db;
    private final SentMessages sent;

    /** A text about an order, and when it was noted. */
    private record OrderText(String news, Instant at) {}

    TextTimeline(Db db, SentMessages sent) {
        this.db = db;
        this.sent = sent;
    }

    @Override
    public Mono<List<Entry>> entries(Subject subject) {
        return Mono.zip(codes(subject), texts(subject), (codes, texts) -> Stream.concat(codes.stream(), texts.stream())
                .toList());
    }

    private Mono<List<Entry>> codes(Subject subject) {
        return Mono.justOrEmpty(subject.challengeId())
                .flatMap(challenge -> sent.ofChallenge(challenge, MOST))
                .map(texts -> texts.stream()
                        .map(text -> entry("code", text.at(), text.purpose(), text))
                        .toList())
                .defaultIfEmpty(List.of());
    }

    private Mono<List<Entry>> texts(Subject subject) {
        return db.list(
                        FIND.bind("order_id", subject.orderId()).bind("limit", MOST),
                        row -> new OrderText(value(row, "news", String.class), value(row, "sent_at", Instant.class)))
                .zipWhen(texts -> journal(subject, texts), (texts, journal) -> texts.stream()
                        .map(text -> entry(text, journal))
                        .toList());
    }

    /** What the journal has of the phone of the order in the time of these texts. */
    private Mono<List<JournalText>> journal(Subject subject, List<OrderText> texts) {
        var phone = subject.phone();
        return phone == null || texts.isEmpty()
                ? Mono.just(List.of())
                : sent.of(
                        phone,
                        SmsMessage.NOTICE,
                        texts.get(texts.size() - 1).at().minus(NOTED_WITHIN),
                        texts.get(0).at().plus(NOTED_WITHIN),
                        MOST);
    }

    private static Entry entry(OrderText text, List<JournalText> journal) {
        return nearest(text.at(), journal)
                .map(found -> entry("text", text.at(), text.news(), found))
                .orElseGet(() -> Entry.of("text", text.at(), text.news(), "sent", null, null));
    }

    /** The text whose provider has answered nearest to this moment. */
    private static Optional<JournalText> nearest(Instant at, List<JournalText> journal) {
        return journal.stream()
                .filter(text -> distance(text, at).compareTo(NOTED_WITHIN) <= 0)
                .min(Comparator.comparing(text -> distance(text, at)));
    }

    private static Duration distance(JournalText text, Instant at) {
        return Duration.between(text.answeredAt(), at).abs();
    }

    private static Entry entry(String kind, Instant at, String what, JournalText text) {
        return Entry.of(kind, at, what, text.state(), text.provider(), text.reason());
    }
}
