package io.ordergate.notification.text;

import io.ordergate.notification.text.OrderTextRepository.Admission;
import io.ordergate.outbox.NotHandled;
import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsRequest;
import io.ordergate.sms.guard.SmsGuard;
import io.ordergate.sms.journal.RefusalReason;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.web.security.ClientAddress;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Limits texts about orders: so many a day for a phone, in the database, and so many an hour for a country. */
@Component
class NoticeBudgets {

    private final OrderTextRepository days;
    private final RateLimiter limiter;
    private final RateLimitPolicies policies;
    private final SmsGuard guard;

    NoticeBudgets(OrderTextRepository days, RateLimiter limiter, RateLimitPolicies policies, SmsGuard guard) {
        this.days = days;
        this.limiter = limiter;
        this.policies = policies;
        this.guard = guard;
    }

    /**
     * Acquires a text about an order; empty when the text is not to be sent (any more). Errors: {@link NotHandled} when
     * the country's budget is empty and the phone is proven: the text has to wait.
     */
    Mono<Admission> acquire(UUID orderId, OrderTextKind kind, PhoneNumber phone) {
        return days.acquire(orderId, kind.id(), phone)
                .flatMap(admission -> admission.granted()
                        ? acquireOfCountry(admission, phone)
                        : refused(phone, RefusalReason.PHONE_BUDGET, Failure.of(ProblemCode.TOO_MANY_REQUESTS))
                                .onErrorComplete()
                                .then(Mono.empty()));
    }

    /**
     * Acquires a text that somebody asks for now. Errors: {@code too-many-requests}; {@code order-not-payable} when nobody has
     * proven to hold the phone.
     */
    Mono<Admission> acquireNow(UUID orderId, String kind, PhoneNumber phone) {
        return days.acquire(orderId, kind, phone)
                .filter(Admission::proven)
                .switchIfEmpty(Mono.error(() -> Failure.of(
                        ProblemCode.ORDER_NOT_PAYABLE, "Nobody has proven to hold the phone of this order.")))
                .delayUntil(admission -> admission.granted() ? Mono.empty() : overNow(phone))
                .delayUntil(admission -> acquireOfCountryNow(admission, phone));
    }

    private Mono<Void> overNow(PhoneNumber phone) {
        var refusal = Failure.of(ProblemCode.TOO_MANY_REQUESTS, "The phone has had its texts of today.")
                .retryAfter(Duration.ofHours(1));
        return refused(phone, RefusalReason.PHONE_BUDGET, refusal).then(Mono.error(refusal));
    }

    private Mono<Void> acquireOfCountryNow(Admission admission, PhoneNumber phone) {
        return limiter.acquire(policies.noticesPerCountry(), phone.country())
                .filter(decision -> !decision.granted())
                .flatMap(decision -> refused(phone, RefusalReason.COUNTRY_BUDGET, decision.refusal()))
                .onErrorResume(refusal -> days.release(admission, phone).then(Mono.error(refusal)));
    }

    /** Releases a text that was not sent, and will be tried again. */
    Mono<Void> release(Admission admission, PhoneNumber phone) {
        return days.release(admission, phone);
    }

    private Mono<Admission> acquireOfCountry(Admission admission, PhoneNumber phone) {
        var policy = admission.proven() ? policies.noticesPerCountry() : policies.unprovenNoticesPerCountry();
        return limiter.acquire(policy, phone.country())
                .flatMap(decision -> decision.granted() ? Mono.just(admission) : over(admission, phone, decision));
    }

    private Mono<Admission> over(Admission admission, PhoneNumber phone, RateLimitDecision decision) {
        return refused(phone, RefusalReason.COUNTRY_BUDGET, decision.refusal())
                .thenReturn(admission)
                .onErrorResume(refusal -> later(admission, phone, decision));
    }

    /** Releases the text, and has it tried later; a text that strangers have caused is not tried again. */
    private Mono<Admission> later(Admission admission, PhoneNumber phone, RateLimitDecision decision) {
        return days.release(admission, phone)
                .then(
                        admission.proven()
                                ? Mono.error(() -> new NotHandled("country-budget", decision.reset()))
                                : Mono.empty());
    }

    private Mono<Void> refused(PhoneNumber phone, RefusalReason reason, Failure refusal) {
        return guard.refuse(new SmsRequest(phone, SmsMessage.NOTICE, ClientAddress.NONE), reason, refusal);
    }
}
