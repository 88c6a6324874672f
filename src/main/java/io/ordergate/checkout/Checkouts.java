package io.ordergate.checkout;

import io.ordergate.identity.token.AccessTokens;
import io.ordergate.ordering.Orders;
import io.ordergate.ordering.Placements;
import io.ordergate.ordering.model.Order;
import io.ordergate.ordering.model.OrderDraft;
import io.ordergate.support.Amounts;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Bucket;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.verification.Verifications;
import io.ordergate.verification.attempt.Attempt;
import io.ordergate.verification.attempt.Guess;
import io.ordergate.verification.attempt.GuessOutcome;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Purpose;
import io.ordergate.verification.attempt.Session;
import io.ordergate.verification.attempt.TypedCode;
import io.ordergate.web.idempotency.IdempotencyKey;
import io.ordergate.web.security.ClientAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Takes an order, sends a code, and places the order when the code is right. */
@Service
class Checkouts {

    private static final int OTHER_NUMBERS = 3;

    private final Verifications verifications;
    private final Orders orders;
    private final Placements placements;
    private final CheckoutRepository checkouts;
    private final AccessTokens tokens;
    private final CheckoutMeters meters;

    Checkouts(
            Verifications verifications,
            Orders orders,
            Placements placements,
            CheckoutRepository checkouts,
            AccessTokens tokens,
            CheckoutMeters meters) {
        this.verifications = verifications;
        this.orders = orders;
        this.placements = placements;
        this.checkouts = checkouts;
        this.tokens = tokens;
        this.meters = meters;
    }

    /** Sends a code that confirms this draft. Errors: those of {@link Verifications#start}. */
    Mono<Session> initiate(
            OrderDraft draft, List<String> languages, @Nullable IdempotencyKey key, ClientAddress clientAddress) {
        return verifications.start(content(draft, languages, key, clientAddress));
    }

    /**
     * Lets the code of a session confirm another order of the same phone, which costs no more: the code was texted with an amount.
     * Errors: those of {@link Verifications#change}, {@code invalid-request} for an order that costs more.
     */
    Mono<Session> change(
            Sensitive sessionToken, OrderDraft draft, List<String> languages, ClientAddress clientAddress) {
        return verifications
                .change(
                        sessionToken,
                        content(draft, languages, null, clientAddress),
                        change -> checkouts.change(change, draft))
                .switchIfEmpty(Mono.error(() -> Failure.field(
                        "items", "must not cost more than the order before, nor in another currency: initiate anew")));
    }

    private NewChallenge content(
            OrderDraft draft, List<String> languages, @Nullable IdempotencyKey key, ClientAddress clientAddress) {
        var content = new NewChallenge(
                Purpose.ORDER,
                draft.requirePhone(),
                placements.payload(draft),
                words(draft),
                languages,
                key,
                clientAddress);
        var asked = draft.asked();
        return asked == null || key == null ? content : content.comparedBy(placements.payload(asked));
    }

    /** The payload that an earlier request with this key has left for the phone, if any. */
    Mono<String> earlier(PhoneNumber phone, @Nullable IdempotencyKey key, ClientAddress clientAddress) {
        return verifications.earlier(Purpose.ORDER, phone, key, clientAddress);
    }

    /** Sends the code once more. Errors: those of {@link Verifications#resend}. */
    Mono<Session> resend(Sensitive sessionToken, ClientAddress clientAddress) {
        return verifications.resend(sessionToken, Purpose.ORDER, clientAddress);
    }

    /**
     * Decides about a guess and, if the guess is right, places the order: both in one statement, whether or not the
     * client still waits. Errors: {@code wrong-code}, {@code too-many-attempts}, {@code account-deactivated},
     * {@code invalid-session}, {@code idempotency-key-reused}; {@code out-of-stock}, after which the code is unused.
     */
    Mono<PlacedOrder> verify(
            Sensitive sessionToken, TypedCode code, @Nullable IdempotencyKey key, ClientAddress clientAddress) {
        return verifications.verify(
                new Attempt(sessionToken, Purpose.ORDER, code, key, clientAddress),
                this::place,
                this::placed,
                used -> orders.findByChallenge(used.challengeId()).flatMap(order -> withToken(order, true)));
    }

    private Mono<GuessOutcome<Optional<Order>>> place(Guess guess) {
        return Mono.defer(() -> checkouts.decideAndPlace(guess, placements.nextNames(Bucket.of(guess.challengeId()))))
                .retryWhen(Retry.max(OTHER_NUMBERS).filter(DuplicateKeyException.class::isInstance));
    }

    private Mono<PlacedOrder> placed(Optional<Order> placed) {
        return Mono.fromSupplier(() -> placed.orElseThrow(() -> Failure.of(ProblemCode.ACCOUNT_DEACTIVATED)))
                .doOnNext(meters::placed)
                .flatMap(order -> withToken(order, false));
    }

    /**
     * The order with its token, which is derived from the order and the time of its code: a repeat gets the token of
     * the first answer. Empty when the customer's data was erased between the order and the repeat: no token opens such
     * an order.
     */
    private Mono<PlacedOrder> withToken(Order order, boolean isReplay) {
        return Mono.justOrEmpty(order.phone())
                .map(phone ->
                        new PlacedOrder(order, tokens.forPhone(phone.e164(), order.id(), order.createdAt()), isReplay));
    }

    /**
     * The words of the text. Nothing that a client wrote is part of a text: else anybody could send any words to any
     * phone.
     */
    private static Map<String, String> words(OrderDraft draft) {
        return Map.of(
                "items", Integer.toString(draft.count()),
                "amount", Amounts.text(draft.total()),
                "currency", draft.total().getCurrencyUnit().getCode());
    }
}
