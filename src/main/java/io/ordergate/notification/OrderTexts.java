package io.ordergate.notification;

import io.ordergate.ordering.Order;
import io.ordergate.ordering.Orders;
import io.ordergate.outbox.OutboxConsumer;
import io.ordergate.outbox.OutboxMessage;
import io.ordergate.sms.SmsGateway;
import io.ordergate.support.Failure;
import io.ordergate.support.PhoneNumber;
import io.ordergate.support.PhoneNumbers;
import io.ordergate.support.ProblemCode;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells customers by text what becomes of their orders. That a text was sent is written down after it was: a crash between
 * the two, or a provider that sends and does not say so, gives a second one.
 */
@Component
class OrderTexts implements OutboxConsumer {

    /** Apart from those of codes, whose texts have budgets. */
    private static final String PURPOSE = "notice";

    private static final Set<ProblemCode> UNREACHABLE =
            Set.of(ProblemCode.PHONE_UNREACHABLE, ProblemCode.PHONE_NOT_SERVED, ProblemCode.INVALID_PHONE);

    private final Orders orders;
    private final OrderTextRepository sent;
    private final OrderText words;
    private final SmsGateway gateway;
    private final PhoneNumbers phones;
    private final NoticeSettings settings;
    private final JsonMapper json;

    private record Notice(Order order, OrderNews news, PhoneNumber phone) {}

    OrderTexts(
            Orders orders,
            OrderTextRepository sent,
            OrderText words,
            SmsGateway gateway,
            PhoneNumbers phones,
            NoticeSettings settings,
            JsonMapper json) {
        this.orders = orders;
        this.sent = sent;
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

    @Override
    public Mono<Void> handle(OutboxMessage message) {
        return Mono.justOrEmpty(OrderNews.of(message.topic(), json.readTree(message.payload())))
                .filter(settings.texts()::contains)
                .filterWhen(news -> sent.wasSent(message.subjectId(), news).map(was -> !was))
                .flatMap(news -> notice(message, news))
                .zipWhen(notice -> sent.isProven(notice.order().id()))
                .filter(notice -> notice.getT2() || settings.unproven())
                .flatMap(notice -> send(notice.getT1(), notice.getT2()));
    }

    /** Empty for an order whose customer's data was erased meanwhile, and for a number that is not taken any more. */
    private Mono<Notice> notice(OutboxMessage message, OrderNews news) {
        return orders.get(message.subjectId()).flatMap(order -> Mono.justOrEmpty(order.phone())
                .map(phone -> new Notice(order, news, phones.parse(phone, null)))
                .onErrorComplete(OrderTexts::isUnreachable));
    }

    /** A phone that no text can reach is not tried again; a provider that is down is. */
    private Mono<Void> send(Notice notice, boolean proven) {
        var text = words.of(notice.order(), notice.news(), notice.phone(), proven);
        return gateway.send(notice.phone(), PURPOSE, text)
                .then()
                .onErrorComplete(OrderTexts::isUnreachable)
                .then(sent.sent(notice.order().id(), notice.news()));
    }

    static boolean isUnreachable(Throwable error) {
        return error instanceof Failure failure && UNREACHABLE.contains(failure.code());
    }
}
