package io.ordergate.web.idempotency;

import io.ordergate.support.secret.Digests;
import io.ordergate.web.security.Caller;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.springframework.web.reactive.function.server.ServerRequest;

/** A call with an idempotency key: whose it is, which key, and what was asked for, all as digests. */
final class KeyedCall {

    private final byte[] caller;
    private final byte[] key;
    private final byte[] request;

    private KeyedCall(byte[] caller, byte[] key, byte[] request) {
        this.caller = caller;
        this.key = key;
        this.request = request;
    }

    static KeyedCall of(ServerRequest request, Caller caller, IdempotencyKey key, String body) {
        return new KeyedCall(
                caller(caller),
                Digests.sha256(key.value()),
                Digests.sha256(request.method().name(), request.path(), body));
    }

    byte[] caller() {
        return caller;
    }

    byte[] key() {
        return key;
    }

    byte[] request() {
        return request;
    }

    /** A number that no other call has but by a chance of one in many billions; then it is told to wait for nothing. */
    long lock() {
        return ByteBuffer.wrap(caller).getLong() * 31 + ByteBuffer.wrap(key).getLong();
    }

    private static byte[] caller(Caller caller) {
        var account = caller.account();
        return account == null
                ? Digests.sha256("phone", Objects.requireNonNull(caller.phone()).e164())
                : Digests.sha256("account", account.id().toString());
    }
}
