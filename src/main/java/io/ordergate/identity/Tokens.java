package io.ordergate.identity;

/** What a sign-in hands out: a short-lived token for calls, a long-lived one for the next of these. */
record Tokens(SignIn signIn, AccessToken access, RefreshToken refresh) {}
