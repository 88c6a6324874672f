package io.ordergate.identity.factor;

import static io.ordergate.identity.audit.SecurityEventType.SECOND_FACTOR_FAILED;
import static io.ordergate.identity.audit.SecurityEventType.SECOND_FACTOR_PROVEN;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.factor.FactorRepository.FactorState;
import io.ordergate.identity.passkey.Passkeys;
import io.ordergate.identity.token.Tokens;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Takes the proof of a second factor from somebody who is signed in already, the first one of a sign-in or a fresh one. */
@Service
class FactorProofs {

    private final SecondFactors factors;
    private final FactorRepository stored;
    private final TotpSecrets secrets;
    private final RecoveryCodes codes;
    private final ProvenTokens tokens;
    private final SecurityEvents events;
    private final Passkeys passkeys;

    FactorProofs(
            SecondFactors factors,
            FactorRepository stored,
            TotpSecrets secrets,
            RecoveryCodes codes,
            ProvenTokens tokens,
            SecurityEvents events,
            Passkeys passkeys) {
        this.factors = factors;
        this.stored = stored;
        this.secrets = secrets;
        this.codes = codes;
        this.tokens = tokens;
        this.events = events;
        this.passkeys = passkeys;
    }

    /**
     * Takes a code of the app. Errors: {@code wrong-second-factor}, also for a code that was used before; {@code too-many-requests}
     * after too many wrong ones.
     */
    Mono<Tokens> byTotp(Caller.Account account, String code, ClientAddress address) {
        return opened(account)
                .flatMap(state -> totp(account, state, code.strip()))
                .switchIfEmpty(Mono.error(() -> paused(Duration.ofSeconds(1))))
                .flatMap(right -> answer(account, right, "totp", address));
    }

    private Mono<Boolean> totp(Caller.Account account, FactorState state, String code) {
        var secret = state.totp();
        return secret == null
                ? Mono.just(false)
                : stored.prove(
                        account,
                        secret,
                        secrets.step(account.id(), secret, code),
                        secrets.renewed(account.id(), secret));
    }

    /** Takes a recovery code and uses it up. Errors: as with a code of the app. */
    Mono<Tokens> byRecoveryCode(Caller.Account account, String code, ClientAddress address) {
        return opened(account)
                .flatMap(state -> state.codesLeft() == 0
                        ? Mono.just(false)
                        : stored.recover(account, codes.candidates(account.id(), code)))
                .switchIfEmpty(Mono.error(() -> paused(Duration.ofSeconds(1))))
                .flatMap(right -> answer(account, right, "recovery_code", address));
    }

    /** Takes what a passkey has signed. Errors: those of {@link Passkeys#prove}. */
    Mono<Tokens> byPasskey(Caller.Account account, JsonNode credential, ClientAddress address) {
        return requireHere(account)
                .then(Mono.defer(() -> passkeys.prove(account, credential, address)))
                .then(Mono.defer(() -> answer(account, true, "passkey", address)));
    }

    /** The factors of the caller's account, while guesses are accepted. */
    private Mono<FactorState> opened(Caller.Account account) {
        return requireHere(account)
                .then(Mono.defer(() -> factors.state(account.id())))
                .doOnNext(FactorProofs::requireNoPause);
    }

    private static Mono<Void> requireHere(Caller.Account account) {
        return account.isElsewhere()
                ? Mono.error(() -> Failure.of(
                        ProblemCode.FORBIDDEN, "The second factor of this sign-in is proven where it signs in."))
                : Mono.empty();
    }

    private Mono<Tokens> answer(Caller.Account account, boolean right, String method, ClientAddress address) {
        return right
                ? recorded(account, SECOND_FACTOR_PROVEN, method, address).then(tokens.of(account))
                : recorded(account, SECOND_FACTOR_FAILED, method, address)
                        .then(Mono.error(() -> Failure.of(ProblemCode.WRONG_SECOND_FACTOR)));
    }

    private Mono<Void> recorded(Caller.Account account, SecurityEventType type, String method, ClientAddress address) {
        return events.record(
                new SecurityEvent(type, account.id(), account.id(), address.value(), Map.of("method", method)));
    }

    private static void requireNoPause(FactorState state) {
        if (!state.pause().isZero()) {
            throw paused(state.pause());
        }
    }

    private static Failure paused(Duration pause) {
        return Failure.of(ProblemCode.TOO_MANY_REQUESTS).retryAfter(pause);
    }
}
