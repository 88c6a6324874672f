package io.ordergate.notification.text;

import io.ordergate.notification.text.OrderTextRepository.Admission;
import io.ordergate.ordering.Orders;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.outbox.OutboxConsumer;
import io.ordergate.outbox.OutboxMessage;
import io.ordergate.sms.gateway.SmsGateway;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.PhoneNumbers;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells customers by text what becomes of their orders. That a text was sent is written down after it was: a crash between
 * the two, or a provider that sends and does not say so, gives a second one.
 */
@Component
class OrderTexts implements OutboxConsumer {

    private static final String CUSTOMER = "customer";

    private static final Set<ProblemCode> UNREACHABLE =
            Set.of(ProblemCode.PHONE_UNREACHABLE, ProblemCode.PHONE_NOT_SERVED, ProblemCode.INVALID_PHONE);

    private final Orders orders;
    private final OrderTextRepository sent;
    private final NoticeBudgets budgets;
    private final OrderText words;
    private final SmsGateway gateway;
    private final PhoneNumbers phones;
    private final NoticeSettings settings;
    private final JsonMapper json;

    private record Notice(Order order, OrderNews news, PhoneNumber phone) {}

    OrderTexts(
            Orders orders,
            OrderTextRepository sent,
            NoticeBudgets budgets,
            OrderText words,
            SmsGateway gateway,
            PhoneNumbers phones,
            NoticeSettings settings,
            JsonMapper json) {
        this.orders = orders;
        this.sent = sent;
        this.budgets = budgets;
        this.words = words;
        this.gateway = gateway;
        this.phones = phones;
        this.settings = settings;
        this.json = json;
    }

    @Override
    public String name() {
        return "order-texts";
    }

    @Override
    public Set<String> topics() {
        return settings.texts().stream().map(OrderNews::topic).collect(Collectors.toSet());
    }

    @Override
    public int tries() {
        return settings.tries();
    }

    /** So that nobody is texted about what was cancelled at once. */
    @Override
    public Duration delay(String topic) {
        return topic.equals(OrderNews.ORDER_PLACED) ? settings.hold() : Duration.ZERO;
    }

    @Override
    public Mono<Void> handle(OutboxMessage message) {
        var payload = json.readTree(message.payload());
        return Mono.justOrEmpty(OrderNews.of(message.topic(), payload))
                .filter(settings.texts()::contains)
                .flatMap(news -> notice(message, news))
                .filter(notice -> isNews(notice, message, payload))
                .zipWhen(notice -> budgets.take(notice.order().id(), notice.news(), notice.phone()))
                .flatMap(notice -> send(notice.getT1(), notice.getT2()));
    }

    /** Whoever cancels before the text that the order was placed knows all that there is to know. */
    private boolean isNews(Notice notice, OutboxMessage message, JsonNode payload) {
        var order = notice.order();
        return switch (notice.news()) {
            case PLACED -> order.status() != OrderStatus.CANCELLED;
            case CANCELLED ->
                !payload.path("actor").asString("").equals(CUSTOMER)
                        || !message.createdAt().isBefore(order.createdAt().plus(settings.hold()));
            case SHIPPED, DELIVERED, REFUNDED -> true;
        };
    }

    /** Empty for an order whose customer's data was erased meanwhile, and for a number that is not taken any more. */
    private Mono<Notice> notice(OutboxMessage message, OrderNews news) {
        return orders.get(message.subjectId())
                .flatMap(order -> Mono.justOrEmpty(order.phone())
                        .map(phone -> new Notice(order, news, phones.parse(phone.e164(), null))))
                .onErrorComplete(OrderTexts::isUnreachable);
    }

    /** A phone that no text can reach is not tried again; a provider that is down is. */
    private Mono<Void> send(Notice notice, Admission admission) {
        var text = words.of(notice.order(), notice.news(), notice.phone(), admission.proven());
        return gateway.send(notice.phone(), SmsGateway.NOTICE, text)
                .then()
                .onErrorComplete(OrderTexts::isUnreachable)
                .onErrorResume(
                        error -> budgets.giveBack(admission, notice.phone()).then(Mono.error(error)))
                .then(Mono.defer(() -> sent.sent(notice.order().id(), notice.news())));
    }

    static boolean isUnreachable(Throwable error) {
        return error instanceof Failure failure && UNREACHABLE.contains(failure.code());
    }
}
