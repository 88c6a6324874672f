package io.ordergate.identity.token;

import java.time.Duration;
import java.util.UUID;

/**
 * What a sign-in about to be opened is called, its first token, and how long it lasts unless it is used.
 *
 * @param limited whether it acts as a customer's, since its password is too short for staff; a text's sign-in finds out by itself
 */
public record NewSignIn(UUID familyId, RefreshToken token, Duration life, boolean limited) {}
