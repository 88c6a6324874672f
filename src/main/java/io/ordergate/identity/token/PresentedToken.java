package io.ordergate.identity.token;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What is known of a refresh token that could not be used. */
public record PresentedToken(
        SignIn signIn,
        boolean alive,
        boolean used,
        boolean justUsed,
        boolean successorUnseen,
        @Nullable ByteBuffer successor) {

    /** Whether the same successor may be given once more: nobody can have had it, or it was asked for just now. */
    public boolean isRepeatable() {
        return justUsed || successorUnseen;
    }
}
