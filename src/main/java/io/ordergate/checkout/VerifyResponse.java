package io.ordergate.checkout;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.ordergate.ordering.model.OrderView;
import io.ordergate.support.secret.Sensitive;

/** The order, and a token that opens the order. */
record VerifyResponse(@JsonUnwrapped OrderView order, Sensitive accessToken, String tokenType, long expiresIn) {

    static VerifyResponse of(PlacedOrder placed) {
        var token = placed.token();
        return new VerifyResponse(
                OrderView.of(placed.order()),
                token.value(),
                token.type(),
                token.expiresIn().toSeconds());
    }
}
