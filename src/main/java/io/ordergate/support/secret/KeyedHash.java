package io.ordergate.support.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 under one key (RFC 2104), for any number of threads at once. */
public final class KeyedHash {

    static final int BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;
    private final byte[] prefix;
    private final Mac prototype;

    KeyedHash(byte[] key) {
        this(key, new byte[0]);
    }

    /** All hashes begin with this prefix. */
    KeyedHash(byte[] key, byte[] prefix) {
        this.key = new SecretKeySpec(key, HMAC);
        this.prefix = prefix.clone();
        this.prototype = fresh();
    }

    /** Under a secret that another server has as well, which must not be empty. */
    public static KeyedHash under(Sensitive secret) {
        return new KeyedHash(secret.value().getBytes(StandardCharsets.UTF_8));
    }

    /** Under a fresh key, that lives as long as this process and is told to nobody. */
    public static KeyedHash random() {
        var bytes = new byte[BYTES];
        Ids.random().nextBytes(bytes);
        return new KeyedHash(bytes);
    }

    /** The hash of the parts in this order. */
    public byte[] of(byte[]... parts) {
        var mac = mac();
        for (var part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    /** A copy of a keyed instance spares the look-up of the provider and the key schedule. */
    private Mac mac() {
        try {
            return (Mac) prototype.clone();
        } catch (CloneNotSupportedException notByThisProvider) {
            return fresh();
        }
    }

    private Mac fresh() {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(prefix);
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + HMAC, impossible);
        }
    }
}
