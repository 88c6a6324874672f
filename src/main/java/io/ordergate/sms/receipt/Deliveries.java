package io.ordergate.sms.receipt;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.sms.DeliveryReceipt;
import io.ordergate.sms.DeliveryWebhook;
import io.ordergate.sms.WebhookSettings;
import io.ordergate.sms.journal.SentMessages;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Accepts genuine delivery receipts, in any order and any number. */
@Component
class Deliveries {

    /** A receipt may arrive before the journal has written the row of its text. */
    private static final int LOOKS = 2;

    private final Map<String, DeliveryWebhook> webhooks;
    private final WebhookSettings settings;
    private final SentMessages messages;
    private final MeterRegistry registry;

    Deliveries(
            List<DeliveryWebhook> webhooks, WebhookSettings settings, SentMessages messages, MeterRegistry registry) {
        this.settings = settings;
        this.webhooks = webhooks.stream().collect(Collectors.toMap(DeliveryWebhook::provider, Function.identity()));
        this.messages = messages;
        this.registry = registry;
    }

    /**
     * Records the receipts of a call. Receipts of unknown texts are counted and ignored, since no repetition would change that.
     * Errors: {@code not-found} for a provider without receipts, {@code forbidden} for a call that is not genuine.
     */
    Mono<Void> accept(String provider, DeliveryWebhook.Call call) {
        var webhook = webhooks.get(provider);
        if (webhook == null) {
            return Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND));
        }
        if (!webhook.isGenuine(call)) {
            count(provider, "forged", 1);
            return Mono.error(() -> Failure.of(ProblemCode.FORBIDDEN, "The signature or the key is not right."));
        }
        return record(provider, webhook.receipts(call));
    }

    private Mono<Void> record(String provider, List<DeliveryReceipt> receipts) {
        if (receipts.isEmpty()) {
            count(provider, "empty", 1);
            return Mono.empty();
        }
        var ids = receipts.stream().map(DeliveryReceipt::messageId).distinct().count();
        return messages.record(provider, receipts)
                .filter(known -> known == ids)
                .repeatWhenEmpty(looks -> looks.take(LOOKS).delayElements(settings.patience()))
                .switchIfEmpty(Mono.defer(() -> messages.record(provider, receipts)))
                .doOnNext(known -> {
                    count(provider, "known", known);
                    count(provider, "unknown", ids - known);
                })
                .then();
    }

    private void count(String provider, String result, long times) {
        registry.counter("ordergate.sms.receipts", "provider", provider, "result", result)
                .increment((double) times);
    }
}
