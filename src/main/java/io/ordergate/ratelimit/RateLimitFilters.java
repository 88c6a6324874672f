package io.ordergate.ratelimit;

import io.ordergate.web.security.ClientAddresses;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Budgets per client address, put beside the routes they protect. */
@Component
public class RateLimitFilters {

    private static final String UNSENT = RateLimitFilters.class.getName() + ".unsent";

    private final AddressLimits limits;
    private final RateLimitPolicies policies;
    private final ClientAddresses addresses;

    RateLimitFilters(AddressLimits limits, RateLimitPolicies policies, ClientAddresses addresses) {
        this.limits = limits;
        this.policies = policies;
        this.addresses = addresses;
    }

    /**
     * For calls that send a code. A call that was refused sent none and costs nothing. One that was granted and sent none, since it
     * repeats another, counts like a question about a code, and only behind as many of these like a text.
     */
    public HandlerFilterFunction<ServerResponse, ServerResponse> sends() {
        var policy = policies.sendCallsPerAddress();
        return (request, next) -> admit(request, policy, admitted -> Mono.defer(() -> next.handle(admitted))
                .onErrorResume(refusal -> release(admitted, policy).then(Mono.error(refusal)))
                .delayUntil(answer -> isUnsent(admitted) ? releaseUnsent(admitted, policy) : Mono.empty()));
    }

    /** Marks a granted call that has sent no code. */
    public static void markUnsent(ServerRequest request, boolean isUnsent) {
        if (isUnsent) {
            request.exchange().getAttributes().put(UNSENT, true);
        }
    }

    private static boolean isUnsent(ServerRequest request) {
        return request.exchange().getAttributes().containsKey(UNSENT);
    }

    private Mono<Void> releaseUnsent(ServerRequest request, AddressPolicy policy) {
        return limits.acquire(policies.statusesPerAddress(), addresses.of(request))
                .filter(RateLimitDecision::granted)
                .flatMap(granted -> release(request, policy));
    }

    /** For calls that try a code: refused ones count. */
    public HandlerFilterFunction<ServerResponse, ServerResponse> guesses() {
        return (request, next) -> admit(request, policies.guessesPerAddress(), next);
    }

    /** For calls that ask what has become of a code. */
    public HandlerFilterFunction<ServerResponse, ServerResponse> statuses() {
        return (request, next) -> admit(request, policies.statusesPerAddress(), next);
    }

    /** For calls that try a password. */
    public HandlerFilterFunction<ServerResponse, ServerResponse> logins() {
        return (request, next) -> admit(request, policies.loginsPerAddress(), next);
    }

    /** For calls that place an order without a code. */
    public HandlerFilterFunction<ServerResponse, ServerResponse> orders() {
        return (request, next) -> admit(request, policies.ordersPerAddress(), next);
    }

    /** For calls that bring a refresh token. */
    public HandlerFilterFunction<ServerResponse, ServerResponse> refreshes() {
        return (request, next) -> admit(request, policies.refreshesPerAddress(), next);
    }

    /** For calls that make an account. */
    public HandlerFilterFunction<ServerResponse, ServerResponse> registrations() {
        return (request, next) -> admit(request, policies.registrationsPerAddress(), next);
    }

    private Mono<ServerResponse> admit(
            ServerRequest request, AddressPolicy policy, HandlerFunction<ServerResponse> next) {
        return limits.acquire(policy, addresses.of(request)).flatMap(decision -> {
            if (!decision.granted()) {
                return Mono.error(decision.refusal());
            }
            decision.headers().forEach(request.exchange().getResponse().getHeaders()::set);
            return next.handle(request);
        });
    }

    private Mono<Void> release(ServerRequest request, AddressPolicy policy) {
        return limits.release(policy, addresses.of(request));
    }
}
