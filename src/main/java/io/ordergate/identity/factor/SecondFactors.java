package io.ordergate.identity.factor;

import static io.ordergate.identity.audit.SecurityEventType.RECOVERY_CODES_RENEWED;
import static io.ordergate.identity.audit.SecurityEventType.SECOND_FACTOR_ADDED;
import static io.ordergate.identity.audit.SecurityEventType.SECOND_FACTOR_REMOVED;
import static io.ordergate.identity.audit.SecurityEventType.SECOND_FACTOR_RESET;

import io.ordergate.identity.audit.AuditedChanges;
import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.factor.FactorRepository.FactorState;
import io.ordergate.identity.factor.FactorRepository.SealedSecret;
import io.ordergate.identity.factor.TotpSecrets.Enrolment;
import io.ordergate.identity.token.SignInRepository;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Enrols and removes second factors: an app that shows codes, and recovery codes. */
@Service
public class SecondFactors {

    private static final Map<String, String> TOTP = Map.of("method", "totp");

    private final FactorRepository factors;
    private final TotpSecrets secrets;
    private final RecoveryCodes codes;
    private final SignInRepository signIns;
    private final AuditedChanges audited;

    SecondFactors(
            FactorRepository factors,
            TotpSecrets secrets,
            RecoveryCodes codes,
            SignInRepository signIns,
            AuditedChanges audited) {
        this.factors = factors;
        this.secrets = secrets;
        this.codes = codes;
        this.signIns = signIns;
        this.audited = audited;
    }

    /** What the account has. Errors: {@code invalid-token} when the account was erased a moment ago. */
    Mono<FactorState> state(UUID userId) {
        return factors.state(userId).switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_TOKEN)));
    }

    /** A new secret for an app, which counts once a code has confirmed it; an earlier app counts until then. */
    Mono<Enrolment> startTotp(Caller.Account account) {
        var secret = secrets.newSecret();
        return state(account.id())
                .delayUntil(state -> factors.start(account.id(), secrets.sealed(account.id(), secret)))
                .map(state -> secrets.enrolment(
                        secret,
                        state.label() == null
                                ? account.id().toString()
                                : state.label().value()));
    }

    /**
     * Confirms the new secret with a code of the app, which is also the first proof of this sign-in, and returns new recovery codes.
     * Errors: {@code wrong-second-factor}, {@code not-found} when nothing was started in the last minutes.
     */
    Mono<List<Sensitive>> confirmTotp(Caller.Account account, String code, ClientAddress address) {
        var fresh = codes.newCodes();
        var confirmed = state(account.id())
                .mapNotNull(FactorState::pending)
                .flatMap(pending -> confirmed(account, pending, code, fresh))
                .filter(stored -> stored)
                .switchIfEmpty(Mono.error(() ->
                        Failure.of(ProblemCode.NOT_FOUND, "Start again: POST /api/v1/users/me/second-factor/totp.")));
        return audited.commit(
                        confirmed, stored -> List.of(event(account.id(), account, SECOND_FACTOR_ADDED, address, TOTP)))
                .thenReturn(fresh);
    }

    private Mono<Boolean> confirmed(Caller.Account account, SealedSecret pending, String code, List<Sensitive> fresh) {
        var step = secrets.step(account.id(), pending, code);
        return step == Totp.WRONG
                ? Mono.error(() -> Failure.of(ProblemCode.WRONG_SECOND_FACTOR))
                : factors.confirm(account, pending, step, codes.hashes(account.id(), fresh));
    }

    /** Removes the app. Errors: {@code not-found} without one. */
    Mono<Void> removeTotp(Caller.Account account, ClientAddress address) {
        return audited.commit(
                        factors.removeTotp(account.id())
                                .filter(removed -> removed)
                                .switchIfEmpty(notFound()),
                        removed -> List.of(event(account.id(), account, SECOND_FACTOR_REMOVED, address, TOTP)))
                .then();
    }

    /** Replaces the recovery codes. Errors: {@code not-found} for an account without another factor. */
    Mono<List<Sensitive>> renewCodes(Caller.Account account, ClientAddress address) {
        var fresh = codes.newCodes();
        return audited.commit(
                        factors.renewCodes(account.id(), codes.hashes(account.id(), fresh))
                                .filter(stored -> stored)
                                .switchIfEmpty(notFound()),
                        stored -> List.of(event(account.id(), account, RECOVERY_CODES_RENEWED, address, Map.of())))
                .thenReturn(fresh);
    }

    /**
     * Removes every factor of an account whose owner has lost them, and ends its sign-ins, for an admin. The next sign-in enrols anew.
     * Errors: {@code not-found}.
     */
    Mono<Void> reset(UUID userId, Caller.Account admin, ClientAddress address) {
        var reset = factors.removeAll(userId)
                .filter(removed -> removed)
                .switchIfEmpty(notFound())
                .delayUntil(removed -> signIns.revokeAll(userId, "second-factor-reset"));
        return audited.commit(reset, removed -> List.of(event(userId, admin, SECOND_FACTOR_RESET, address, Map.of())))
                .then();
    }

    /** Removes every factor of an account that is erased, in the caller's transaction. */
    public Mono<Void> erase(UUID userId) {
        return factors.removeAll(userId).then();
    }

    private static <T> Mono<T> notFound() {
        return Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND, "The account has no such second factor."));
    }

    private static SecurityEvent event(
            UUID userId,
            Caller.Account actor,
            SecurityEventType type,
            ClientAddress address,
            Map<String, String> detail) {
        return SecurityEvent.administrative(userId, actor.id(), type, address, detail);
    }
}
