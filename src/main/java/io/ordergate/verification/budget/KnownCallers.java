package io.ordergate.verification.budget;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ordergate.ratelimit.AddressLimits;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.sms.SmsRequest;
import io.ordergate.sms.journal.SentMessages;
import io.ordergate.web.security.ClientAddress;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Knows phones that have typed a code back before, and client addresses that have a good record. A reserve serves both
 * when strangers have used up a country's budget. Each node knows the addresses that the node has seen in the last
 * week.
 */
@Component
class KnownCallers {

    private static final int GOOD = 3;
    private static final long MOST = 25_000;
    private static final Duration KEPT = Duration.ofDays(7);

    private final SentMessages sent;
    private final AddressLimits limits;
    private final RateLimitPolicies policies;
    private final Cache<ClientAddress, Integer> typedBack = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(KEPT)
            .executor(Runnable::run)
            .build();

    KnownCallers(SentMessages sent, AddressLimits limits, RateLimitPolicies policies) {
        this.sent = sent;
        this.limits = limits;
        this.policies = policies;
    }

    /** Records that a code was typed back which this address had requested. */
    void confirmed(ClientAddress address) {
        typedBack.asMap().merge(address, 1, (before, one) -> Math.min(before + one, GOOD));
    }

    /** Whether the phone or the address is known. A phone costs a query, so each address has a budget of them. */
    Mono<Boolean> contain(SmsRequest asked) {
        var codes = typedBack.getIfPresent(asked.address());
        if (codes != null && codes >= GOOD) {
            return Mono.just(true);
        }
        return limits.acquire(policies.recordsPerAddress(), asked.address())
                .flatMap(decision -> decision.granted() ? sent.isKnown(asked.to()) : Mono.just(false));
    }
}
