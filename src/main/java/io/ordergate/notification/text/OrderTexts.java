package io.ordergate.notification.text;

import io.ordergate.notification.text.OrderTextRepository.Admission;
import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Order;
import io.ordergate.outbox.OutboxConsumer;
import io.ordergate.outbox.OutboxMessage;
import io.ordergate.outbox.Topic;
import io.ordergate.sms.SmsMessage;
import io.ordergate.support.phone.PhoneNumber;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Texts customers about their orders. A text is recorded after it was sent: a crash between the two, or a provider that
 * sends without an answer, causes a second one.
 */
@Component
class OrderTexts implements OutboxConsumer {

    private static final String CUSTOMER = "customer";

    private final StatementBatches<UUID, Order> orders;
    private final OrderTextRepository sent;
    private final NoticeBudgets budgets;
    private final OrderText words;
    private final PhoneTexts texts;
    private final NoticeSettings settings;
    private final JsonMapper json;

    private record Notice(Order order, OrderTextKind kind, PhoneNumber phone) {}

    OrderTexts(
            Orders orders,
            OrderTextRepository sent,
            NoticeBudgets budgets,
            OrderText words,
            PhoneTexts texts,
            NoticeSettings settings,
            JsonMapper json) {
        this.orders = new StatementBatches<>(id -> id, ids -> orders.get(ids).map(OrderTexts::byId));
        this.sent = sent;
        this.budgets = budgets;
        this.words = words;
        this.texts = texts;
        this.settings = settings;
        this.json = json;
    }

    @Override
    public String name() {
        return "order-texts";
    }

    @Override
    public Set<Topic> topics() {
        return settings.texts().stream().map(OrderTextKind::topic).collect(Collectors.toSet());
    }

    @Override
    public int tries() {
        return settings.tries();
    }

    /** Holds the message of a new order back, so that nobody is texted about an order that is cancelled at once. */
    @Override
    public Duration delay(Topic topic) {
        return topic.equals(Topic.ORDER_PLACED) ? settings.hold() : Duration.ZERO;
    }

    @Override
    public Mono<Void> handle(OutboxMessage message) {
        var payload = json.readTree(message.payload());
        return Mono.justOrEmpty(OrderTextKind.of(message, payload))
                .filter(settings.texts()::contains)
                .flatMap(kind -> notice(message, kind))
                .filter(notice -> isNews(notice, message, payload))
                .zipWhen(notice -> budgets.acquire(notice.order().id(), notice.kind(), notice.phone()))
                .flatMap(notice -> send(notice.getT1(), notice.getT2()));
    }

    /** Whether the text says anything new: who cancels before the text about the new order needs neither text. */
    private boolean isNews(Notice notice, OutboxMessage message, JsonNode payload) {
        var order = notice.order();
        return switch (notice.kind()) {
            case PLACED -> !order.isCancelled();
            case CANCELLED ->
                !payload.path("actor").asString("").equals(CUSTOMER)
                        || !message.createdAt().isBefore(order.createdAt().plus(settings.hold()));
            case SHIPPED, DELIVERED, RETURNED, REFUSED, REFUNDED -> true;
        };
    }

    /** Empty for an order whose customer's data was erased meanwhile, and for a number that is not taken any more. */
    private Mono<Notice> notice(OutboxMessage message, OrderTextKind kind) {
        return orders.ask(message.subjectId())
                .zipWhen(this::phone)
                .map(found -> new Notice(found.getT1(), kind, found.getT2()));
    }

    private static Map<UUID, Order> byId(List<Order> found) {
        return found.stream().collect(Collectors.toMap(Order::id, Function.identity()));
    }

    private Mono<PhoneNumber> phone(Order order) {
        return Mono.justOrEmpty(order.phone()).flatMap(texts::phone);
    }

    private Mono<Void> send(Notice notice, Admission admission) {
        var text = words.of(notice.order(), notice.kind(), notice.phone(), admission.proven());
        return texts.send(notice.phone(), SmsMessage.NOTICE, text)
                .onErrorResume(
                        error -> budgets.release(admission, notice.phone()).then(Mono.error(error)))
                .then(Mono.defer(() -> sent.record(notice.order().id(), notice.kind())));
    }
}
