package io.ordergate.identity.signin;

import io.ordergate.support.secret.Sensitive;

/**
 * The tokens of a sign-in, as the API shows them (RFC 6749 section 5.1).
 *
 * @param expiresIn seconds that the access token lives
 */
record TokenResponse(Sensitive accessToken, Sensitive refreshToken, String tokenType, long expiresIn) {

    static TokenResponse of(Tokens tokens) {
        return new TokenResponse(
                tokens.access().value(),
                tokens.refresh().value(),
                tokens.access().type(),
                tokens.access().expiresIn().toSeconds());
    }
}
