package io.ordergate.identity.passkey;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticatorTransport;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.util.exception.WebAuthnException;
import com.webauthn4j.verifier.exception.BadChallengeException;
import com.webauthn4j.verifier.exception.BadOriginException;
import com.webauthn4j.verifier.exception.BadRpIdException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import io.ordergate.identity.passkey.Passkey.PasskeyKey;
import io.ordergate.identity.passkey.PasskeyRefused.Reason;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Verifies what authenticators answer, on threads of its own with a short queue: parsing and signatures are no work for an event loop.
 * The model of an authenticator is not asked for (attestation {@code none}), and the user is verified where the authenticator can
 * ({@code preferred}), since the passkey is a second factor beside a password.
 */
@Component
class PasskeyVerifier implements DisposableBean {

    static final List<Long> ALGORITHMS = List.of(-7L, -8L, -257L);

    private static final int THREADS = 2;
    private static final int MOST_WAITING = 64;

    private final WebAuthnManager manager;
    private final AttestedCredentialDataConverter converter;
    private final RelyingParty party;
    private final Scheduler threads = Schedulers.newBoundedElastic(THREADS, MOST_WAITING, "passkeys");

    /** What was read of an answer to a challenge. */
    record NewPasskey(String credential, List<String> transports, PasskeyKey key) {}

    PasskeyVerifier(RelyingParty party) {
        var objects = new ObjectConverter();
        this.manager = WebAuthnManager.createNonStrictWebAuthnManager(objects);
        this.converter = new AttestedCredentialDataConverter(objects);
        this.party = party;
    }

    /**
     * The passkey that an authenticator has made for this challenge. Errors: {@link PasskeyRefused}, {@code invalid-request} for what is
     * no answer of an authenticator, {@code service-unavailable}.
     */
    Mono<NewPasskey> registered(String json, byte[] challenge) {
        return onThreads(() -> {
            var parameters = new RegistrationParameters(server(challenge), algorithms(), false, true);
            RegistrationData answer = parsed(json, manager::parseRegistrationResponseJSON);
            return read(manager.verify(answer, parameters));
        });
    }

    /** What the key of a passkey is after it has signed this challenge. Errors: as above. */
    Mono<PasskeyKey> proven(String json, Passkey passkey, byte[] challenge) {
        return onThreads(() -> {
            var key = passkey.key();
            var known = new CredentialRecordImpl(
                    new NoneAttestationStatement(),
                    key.userVerified(),
                    key.backupEligible(),
                    key.backedUp(),
                    key.counter(),
                    converter.convert(key.data()),
                    null,
                    null,
                    null,
                    null);
            AuthenticationData answer = parsed(json, manager::parseAuthenticationResponseJSON);
            var verified =
                    manager.verify(answer, new AuthenticationParameters(server(challenge), known, null, false, true));
            var said = Objects.requireNonNull(verified.getAuthenticatorData(), "verified");
            return new PasskeyKey(
                    key.data(),
                    said.getSignCount(),
                    key.userVerified() || said.isFlagUV(),
                    key.backupEligible(),
                    said.isFlagBS());
        });
    }

    @Override
    public void destroy() {
        threads.dispose();
    }

    private <T> Mono<T> onThreads(Callable<T> work) {
        return Mono.fromCallable(work)
                .subscribeOn(threads)
                .onErrorMap(WebAuthnException.class, wrong -> new PasskeyRefused(reason(wrong)))
                .onErrorMap(RejectedExecutionException.class, full -> Failure.of(ProblemCode.SERVICE_UNAVAILABLE));
    }

    /** What the answer says. Garbage makes the library and Jackson throw whatever it comes upon. */
    private static <T> T parsed(String json, Function<String, T> parser) {
        try {
            return parser.apply(json);
        } catch (RuntimeException garbage) {
            throw Failure.field("credential", "must be what the browser's toJSON() gives");
        }
    }

    private NewPasskey read(RegistrationData answer) {
        var said = Objects.requireNonNull(answer.getAttestationObject(), "verified")
                .getAuthenticatorData();
        var data = Objects.requireNonNull(said.getAttestedCredentialData(), "verified");
        var transports = answer.getTransports();
        return new NewPasskey(
                Passkeys.base64(data.getCredentialId()),
                transports == null
                        ? List.of()
                        : transports.stream()
                                .map(AuthenticatorTransport::getValue)
                                .filter(name -> name.matches("[a-z-]{1,20}"))
                                .limit(8)
                                .toList(),
                new PasskeyKey(
                        converter.convert(data),
                        said.getSignCount(),
                        said.isFlagUV(),
                        said.isFlagBE(),
                        said.isFlagBS()));
    }

    private ServerProperty server(byte[] challenge) {
        return ServerProperty.builder()
                .originPredicate(origin -> party.allows(origin.toString()))
                .rpId(Objects.requireNonNull(party.id(), "without one nobody was asked"))
                .challenge(new DefaultChallenge(challenge))
                .build();
    }

    private static List<PublicKeyCredentialParameters> algorithms() {
        return ALGORITHMS.stream()
                .map(number -> new PublicKeyCredentialParameters(
                        PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(number)))
                .toList();
    }

    private static Reason reason(WebAuthnException wrong) {
        if (wrong instanceof BadOriginException) {
            return Reason.ORIGIN;
        }
        if (wrong instanceof BadChallengeException) {
            return Reason.CHALLENGE;
        }
        if (wrong instanceof BadRpIdException) {
            return Reason.DOMAIN;
        }
        return wrong instanceof MaliciousCounterValueException ? Reason.COUNTER : Reason.SIGNATURE;
    }
}
