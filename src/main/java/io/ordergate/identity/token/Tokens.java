package io.ordergate.identity.token;

/**
 * The tokens of a sign-in: a short-lived token for calls, and a long-lived token for the next pair of tokens.
 *
 * @param isReplay whether the client has had the same tokens before
 */
public record Tokens(SignIn signIn, AccessToken access, RefreshToken refresh, boolean isReplay) {

    public Tokens(SignIn signIn, AccessToken access, RefreshToken refresh) {
        this(signIn, access, refresh, false);
    }

    /** The same tokens, marked as ones that the client has had before. */
    public Tokens asReplay() {
        return new Tokens(signIn, access, refresh, true);
    }
}
