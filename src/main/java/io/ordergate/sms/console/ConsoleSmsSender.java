package io.ordergate.sms.console;

import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.journal.SentTexts;
import io.ordergate.support.RequestLog;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Writes texts to the log instead of sending them. The start check refuses this in production, since the log then holds
 * codes.
 */
@Component
class ConsoleSmsSender implements SmsSender {

    private static final Logger log = LoggerFactory.getLogger(ConsoleSmsSender.class);

    private final List<SentTexts> watchers;

    ConsoleSmsSender(List<SentTexts> watchers) {
        this.watchers = List.copyOf(watchers);
    }

    @Override
    public String name() {
        return ConsoleProvider.NAME;
    }

    @Override
    public Mono<SmsResult> send(SmsMessage message) {
        return Mono.deferContextual(context -> {
            RequestLog.write(
                    context,
                    () -> log.info(
                            "Text to {}: {}", message.to(), message.text().value()));
            watchers.forEach(watcher -> watcher.add(message));
            return Mono.just(SmsResult.accepted("console-" + message.id()));
        });
    }
}
