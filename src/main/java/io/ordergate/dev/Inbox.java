package io.ordergate.dev;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.journal.SentTexts;
import io.ordergate.support.secret.Sensitive;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Keeps the last texts of the console provider: the latest few of each phone, for half an hour. */
@Component
@ConditionalOnProperty(name = "ordergate.environment", havingValue = "development")
class Inbox implements SentTexts {

    private static final int PHONES = 50_000;
    private static final int TEXTS_A_PHONE = 10;
    private static final int SHOWN = 100;

    /** A text and when it was sent. */
    record Text(Sensitive phoneNumber, Sensitive text, Instant sentAt) {}

    private final Cache<String, List<Text>> byPhone = Caffeine.newBuilder()
            .maximumSize(PHONES)
            .expireAfterWrite(Duration.ofMinutes(30))
            .executor(Runnable::run)
            .build();
    private final Clock clock;

    Inbox(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void add(SmsMessage message) {
        var phone = message.to().e164();
        var text = new Text(Sensitive.of(phone), message.text(), clock.instant());
        byPhone.asMap().merge(phone, List.of(text), Inbox::newestFirst);
    }

    /** The texts of one phone, newest first. */
    List<Text> of(String phone) {
        return byPhone.asMap().getOrDefault(phone, List.of());
    }

    /** The last texts of all phones, newest first. */
    List<Text> latest() {
        return byPhone.asMap().values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Text::sentAt).reversed())
                .limit(SHOWN)
                .toList();
    }

    private static List<Text> newestFirst(List<Text> before, List<Text> added) {
        return Stream.concat(added.stream(), before.stream())
                .limit(TEXTS_A_PHONE)
                .toList();
    }
}
