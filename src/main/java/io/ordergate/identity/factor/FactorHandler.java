package io.ordergate.identity.factor;

import io.ordergate.identity.factor.FactorRepository.FactorState;
import io.ordergate.identity.passkey.Passkeys;
import io.ordergate.identity.passkey.Passkeys.PasskeyView;
import io.ordergate.identity.token.TokenHandler;
import io.ordergate.identity.token.Tokens;
import io.ordergate.support.Failure;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.PathIds;
import io.ordergate.web.request.RequestBodies;
import io.ordergate.web.security.Caller;
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.ClientAddresses;
import io.ordergate.web.security.SecondFactorSettings;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** HTTP of second factors: those of the caller's account, and the proof of one. */
@Component
class FactorHandler {

    private final SecondFactors factors;
    private final FactorProofs proofs;
    private final SecondFactorSettings settings;
    private final TokenHandler tokens;
    private final RequestBodies bodies;
    private final ClientAddresses addresses;
    private final Passkeys passkeys;

    FactorHandler(
            SecondFactors factors,
            FactorProofs proofs,
            SecondFactorSettings settings,
            TokenHandler tokens,
            RequestBodies bodies,
            ClientAddresses addresses,
            Passkeys passkeys) {
        this.factors = factors;
        this.proofs = proofs;
        this.settings = settings;
        this.tokens = tokens;
        this.bodies = bodies;
        this.addresses = addresses;
        this.passkeys = passkeys;
        bodies.prepare(CodeRequest.class, ProofRequest.class);
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return Caller.account(request)
                .flatMap(account -> Mono.zip(
                        factors.state(account.id()),
                        passkeys.list(account.id()),
                        (state, keys) -> view(account, state, keys)))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    private FactorView view(Caller.Account account, FactorState state, List<PasskeyView> keys) {
        return new FactorView(settings.isRequiredOf(account.role()), state.totp() != null, keys, state.codesLeft());
    }

    Mono<ServerResponse> startTotp(ServerRequest request) {
        return Caller.account(request).flatMap(factors::startTotp).flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> confirmTotp(ServerRequest request) {
        return Caller.account(request)
                .zipWith(bodies.read(request, CodeRequest.class))
                .flatMap(call -> factors.confirmTotp(
                        call.getT1(), call.getT2().code().value().strip(), address(request)))
                .map(NewCodes::new)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> removeTotp(ServerRequest request) {
        return Caller.account(request)
                .flatMap(account -> factors.removeTotp(account, address(request)))
                .then(ServerResponse.noContent().build());
    }

    Mono<ServerResponse> renewCodes(ServerRequest request) {
        return Caller.account(request)
                .flatMap(account -> factors.renewCodes(account, address(request)))
                .map(NewCodes::new)
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> reset(ServerRequest request) {
        return Caller.account(request)
                .flatMap(admin -> factors.reset(PathIds.of(request), admin, address(request)))
                .then(ServerResponse.noContent().build());
    }

    Mono<ServerResponse> options(ServerRequest request) {
        return Caller.account(request)
                .flatMap(account -> Mono.zip(
                        factors.state(account.id()),
                        passkeys.requestOptions(account).map(Optional::of).defaultIfEmpty(Optional.empty()),
                        (state, passkey) -> new ProofOptions(state.methods(), passkey.orElse(null))))
                .flatMap(ServerResponse.ok()::bodyValue);
    }

    Mono<ServerResponse> prove(ServerRequest request) {
        return Caller.account(request)
                .zipWith(bodies.read(request, ProofRequest.class))
                .flatMap(call -> proven(call.getT1(), call.getT2(), address(request)))
                .flatMap(proven -> tokens.signedIn(request, proven));
    }

    private Mono<Tokens> proven(Caller.Account account, ProofRequest proof, ClientAddress address) {
        var totp = proof.totpCode();
        var recovery = proof.recoveryCode();
        var passkey = proof.passkey();
        if (totp != null) {
            return proofs.byTotp(account, totp.value(), address);
        }
        if (passkey != null) {
            return proofs.byPasskey(account, passkey, address);
        }
        return recovery == null
                ? Mono.error(() -> Failure.field("totp_code", "is needed, or another proof"))
                : proofs.byRecoveryCode(account, recovery.value(), address);
    }

    private ClientAddress address(ServerRequest request) {
        return addresses.of(request);
    }

    record CodeRequest(@NotBlank @Size(max = 20) Sensitive code) {}

    record ProofRequest(
            @Size(max = 20) @Nullable Sensitive totpCode,
            @Size(max = 40) @Nullable Sensitive recoveryCode,
            @Nullable JsonNode passkey) {}

    record NewCodes(List<Sensitive> recoveryCodes) {}

    record ProofOptions(List<String> methods, @Nullable Map<String, Object> passkey) {}

    record FactorView(boolean required, boolean totp, List<PasskeyView> passkeys, long recoveryCodesLeft) {}
}
