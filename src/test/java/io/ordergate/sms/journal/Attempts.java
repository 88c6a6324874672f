package io.ordergate.sms.journal;

import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsResult;
import java.time.Instant;
import java.util.Map;
import org.springframework.context.ApplicationContext;
import reactor.core.publisher.Mono;

/** Rows of texts that were sent, for the tests of other rooms. */
public final class Attempts {

    private Attempts() {}

    /** Writes attempts of this provider at this moment with their results, in one statement. */
    public static Mono<Void> insert(
            ApplicationContext context, String provider, Instant at, Map<SmsMessage, SmsResult> results) {
        return context.getBean(SmsMessageRepository.class)
                .insert(results.entrySet().stream()
                        .map(each -> SmsAttempt.of(each.getKey(), provider, each.getValue(), at, at))
                        .toList());
    }
}
