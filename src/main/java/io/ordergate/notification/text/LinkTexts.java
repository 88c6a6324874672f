package io.ordergate.notification.text;

import io.ordergate.notification.text.OrderTextRepository.Admission;
import io.ordergate.ordering.model.Order;
import io.ordergate.sms.SmsMessage;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Texts that ask customers to pay, with a link to the page of their order. Each counts among the texts of its phone. */
@Component
public class LinkTexts {

    /** Such a text is not recorded, so that it can be sent again. */
    private static final String KIND = "payment-link";

    private final OrderText words;
    private final PhoneTexts texts;
    private final NoticeBudgets budgets;

    LinkTexts(OrderText words, PhoneTexts texts, NoticeBudgets budgets) {
        this.words = words;
        this.texts = texts;
        this.budgets = budgets;
    }

    /**
     * Texts the link of an order for which this amount is due. Errors: {@code order-not-payable} without a phone that somebody has
     * proven to hold, {@code too-many-requests}, {@code phone-unreachable}, {@code phone-not-served}, {@code sms-unavailable}.
     */
    public Mono<Void> send(Order order, String amount) {
        return Mono.justOrEmpty(order.phone())
                .flatMap(texts::phone)
                .switchIfEmpty(Mono.error(
                        () -> Failure.of(ProblemCode.ORDER_NOT_PAYABLE, "The order has no phone that can be texted.")))
                .flatMap(phone -> send(order, amount, phone));
    }

    private Mono<Void> send(Order order, String amount, PhoneNumber phone) {
        return budgets.acquireNow(order.id(), KIND, phone)
                .flatMap(admission -> send(words.toPay(order, amount, phone), phone, admission));
    }

    private Mono<Void> send(String text, PhoneNumber phone, Admission admission) {
        return texts.sendNow(phone, SmsMessage.NOTICE, text)
                .onErrorResume(error -> budgets.release(admission, phone).then(Mono.error(error)));
    }
}
