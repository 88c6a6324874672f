package io.ordergate.identity.factor;

import io.ordergate.identity.token.AccessTokens;
import io.ordergate.identity.token.RefreshToken;
import io.ordergate.identity.token.SignInRepository;
import io.ordergate.identity.token.TokenSettings;
import io.ordergate.identity.token.Tokens;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.web.security.Caller;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * New tokens of a sign-in that has just proven a second factor. The refresh token that the client has is used up, although the client
 * did not send it; when this answer is lost, a refresh with it gets the same new one.
 */
@Component
class ProvenTokens {

    private static final int TRIES = 3;

    private final SignInRepository signIns;
    private final AccessTokens tokens;
    private final TokenSettings settings;
    private final SecretKeys keys;

    ProvenTokens(SignInRepository signIns, AccessTokens tokens, TokenSettings settings, SecretKeys keys) {
        this.signIns = signIns;
        this.tokens = tokens;
        this.settings = settings;
        this.keys = keys;
    }

    /** The tokens of the caller's sign-in, in which the proof is stored. Errors: {@code invalid-token} when the sign-in has ended. */
    Mono<Tokens> of(Caller.Account account) {
        return Mono.defer(() -> signIns.newest(account.familyId(), account.id()))
                .flatMap(this::renewed)
                .repeatWhenEmpty(tries -> tries.take(TRIES)) // a refresh of the client was faster
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.INVALID_TOKEN)));
    }

    private Mono<Tokens> renewed(byte[] digest) {
        var successor = RefreshToken.afterProof(keys.current(), digest);
        return signIns.rotate(digest, successor, settings.refreshLife())
                .map(signIn -> new Tokens(signIn, tokens.forAccount(signIn), successor));
    }
}
