package io.ordergate.checkout;

import io.ordergate.ordering.Order;
import io.ordergate.verification.Purpose;
import io.ordergate.verification.Verifications;
import reactor.core.publisher.Mono;

/** What the one statement said about a guess that it compared. A value, because the count must stay: it has committed. */
sealed interface VerifyOutcome {

    /** The order, or the refusal. */
    Mono<Order> conclude(Verifications verifications);

    /** The guess was right and the order exists. */
    record Placed(Order order, String country, int texts) implements VerifyOutcome {

        @Override
        public Mono<Order> conclude(Verifications verifications) {
            return verifications.confirmed(Purpose.ORDER, country, texts).thenReturn(order);
        }
    }

    /** The guess was wrong and was counted. */
    record WrongCode(int attemptsRemaining) implements VerifyOutcome {

        @Override
        public Mono<Order> conclude(Verifications verifications) {
            return Mono.error(() -> verifications.wrongCode(Purpose.ORDER, attemptsRemaining));
        }
    }
}
