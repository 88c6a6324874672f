package io.ordergate.identity.signin;

import io.ordergate.identity.token.AccessToken;
import io.ordergate.identity.token.RefreshToken;
import io.ordergate.identity.token.SignIn;

/** The tokens of a sign-in: a short-lived token for calls, and a long-lived token for the next pair of tokens. */
record Tokens(SignIn signIn, AccessToken access, RefreshToken refresh, boolean isReplay) {

    Tokens(SignIn signIn, AccessToken access, RefreshToken refresh) {
        this(signIn, access, refresh, false);
    }

    /** The same tokens, marked as the answer to a repeated request. */
    Tokens asReplay() {
        return new Tokens(signIn, access, refresh, true);
    }
}
