package io.ordergate.verification;

import java.util.UUID;

/**
 * A challenge whose code came back.
 *
 * @param phone E.164
 * @param clientAddress where it was asked for, empty when that was not noted
 * @param texts how often its code was sent
 */
public record Confirmed(UUID challengeId, String phone, String country, String clientAddress, int texts) {

    @Override
    public String toString() {
        return "Confirmed[" + challengeId + "]";
    }
}
