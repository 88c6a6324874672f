package io.ordergate;

import io.ordergate.support.Uncancellable;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Every other test relies on this: a blocking call on a thread that must not block is an error. */
class BlockHoundTests {

    private final Mono<String> sleeper = Mono.fromCallable(() -> {
        Thread.sleep(1);
        return "slept";
    });

    @Test
    void sleepingOnAThreadOfThePoolIsAnError() {
        StepVerifier.create(sleeper.subscribeOn(Schedulers.parallel()))
                .expectError(BlockingOperationError.class)
                .verify();
    }

    @Test
    void detachedWorkIsWatchedToo() {
        StepVerifier.create(Uncancellable.from(sleeper).subscribeOn(Schedulers.parallel()))
                .expectError(BlockingOperationError.class)
                .verify();
    }

    @Test
    void sleepingWhereItIsAllowedIsNot() {
        StepVerifier.create(sleeper.subscribeOn(Schedulers.boundedElastic()))
                .expectNext("slept")
                .verifyComplete();
    }
}
