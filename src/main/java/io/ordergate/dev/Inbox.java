package io.ordergate.dev;

import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.journal.SentTexts;
import io.ordergate.support.ClientSettings;
import io.ordergate.support.secret.Sensitive;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Keeps the last texts of the console provider: the latest few of the phones that had one last, for half an hour. */
@Component
@ConditionalOnProperty(name = "ordergate.environment", havingValue = "development")
class Inbox implements SentTexts, ClientSettings {

    private static final int PHONES = 1_000;
    private static final int TEXTS_A_PHONE = 10;
    private static final Duration KEPT = Duration.ofMinutes(30);
    private static final int SHOWN = 100;

    /** Texts of codes begin with the code, in digits of any script. */
    private static final Pattern CODE = Pattern.compile("\\p{Nd}{4,10}");

    /**
     * A text and when it was sent.
     *
     * @param purpose what the text is for, {@code notice} for all that have no code
     */
    record Text(
            Sensitive phoneNumber, Sensitive text, @Nullable Sensitive code, String purpose, Instant sentAt) {}

    /** The phone with the oldest text first. A cache that keeps what is read often would drop the newest texts. */
    private final Map<String, List<Text>> byPhone = new LinkedHashMap<>();

    private final Clock clock;

    Inbox(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void add(SmsMessage message) {
        var phone = message.to().e164();
        var text = new Text(Sensitive.of(phone), message.text(), code(message), message.purpose(), clock.instant());
        var before = byPhone.remove(phone);
        byPhone.put(phone, before == null ? List.of(text) : newestFirst(before, text));
        removeOld();
    }

    @Override
    public Map<String, Object> forClients() {
        return Map.of("inbox", true);
    }

    private static @Nullable Sensitive code(SmsMessage message) {
        var digits = CODE.matcher(message.text().value());
        return !message.purpose().equals(SmsMessage.NOTICE) && digits.find() ? Sensitive.of(digits.group()) : null;
    }

    /** The texts of one phone, newest first. */
    synchronized List<Text> of(String phone) {
        removeOld();
        return byPhone.getOrDefault(phone, List.of());
    }

    /** The last texts of all phones, newest first. */
    synchronized List<Text> latest() {
        removeOld();
        return byPhone.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Text::sentAt).reversed())
                .limit(SHOWN)
                .toList();
    }

    private void removeOld() {
        var end = clock.instant().minus(KEPT);
        var phones = byPhone.values().iterator();
        while (phones.hasNext() && (phones.next().get(0).sentAt().isBefore(end) || byPhone.size() > PHONES)) {
            phones.remove();
        }
    }

    private static List<Text> newestFirst(List<Text> before, Text added) {
        return Stream.concat(Stream.of(added), before.stream())
                .limit(TEXTS_A_PHONE)
                .toList();
    }
}
