package io.ordergate.identity.signin;

import io.ordergate.identity.token.AccessToken;
import io.ordergate.identity.token.RefreshToken;
import io.ordergate.identity.token.SignIn;

/** What a sign-in hands out: a short-lived token for calls, a long-lived one for the next of these. */
record Tokens(SignIn signIn, AccessToken access, RefreshToken refresh, boolean isReplay) {

    Tokens(SignIn signIn, AccessToken access, RefreshToken refresh) {
        this(signIn, access, refresh, false);
    }

    /** The same, handed out before already. */
    Tokens asReplay() {
        return new Tokens(signIn, access, refresh, true);
    }
}
