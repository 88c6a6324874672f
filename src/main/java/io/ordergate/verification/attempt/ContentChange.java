package io.ordergate.verification.attempt;

import java.util.UUID;

/**
 * Something else that the code of an open challenge is to confirm.
 *
 * @param about the words of the text, without the code, for when it is sent again
 */
public record ContentChange(UUID challengeId, NewChallenge content, String about) {

    @Override
    public String toString() {
        return "ContentChange[" + challengeId + "]";
    }
}
