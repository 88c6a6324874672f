package io.ordergate.support;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The server's secrets by key id: everything that is derived or signed comes from one of them. */
@Component
public class SecretKeys {

    /** Bytes of a key id: three, so that a session token has no spare bits in base64. */
    public static final int KEY_ID_BYTES = 3;

    private static final int LEAST_BYTES = 32;
    private static final String HMAC = "HmacSHA256";
    private static final Logger log = LoggerFactory.getLogger(SecretKeys.class);

    private final List<SecretKey> keys;

    SecretKeys(SecretSettings settings) {
        var current = settings.key() == null || settings.key().isBlank() ? generated() : checked(settings.key());
        keys = Stream.concat(
                        Stream.of(current),
                        settings.previousKeys().stream()
                                .filter(key -> !key.isBlank())
                                .map(SecretKeys::checked))
                .map(SecretKey::new)
                .toList();
        if (keys.stream().map(SecretKey::id).distinct().count() < keys.size()) {
            throw new IllegalStateException("Two secret keys have the same key id: replace one of them");
        }
    }

    /** The key that signs and derives from now on. */
    public SecretKey current() {
        return keys.get(0);
    }

    /** Every key that is honoured, the current one first. */
    public List<SecretKey> all() {
        return keys;
    }

    /** The key of this id, if it is honoured. */
    public @Nullable SecretKey byId(byte[] id) {
        for (var key : keys) {
            if (Arrays.equals(key.idBytes, id)) {
                return key;
            }
        }
        return null;
    }

    /** The key of this id, as {@link SecretKey#id()} writes it, if it is honoured. */
    public @Nullable SecretKey byId(String id) {
        return byId(HexFormat.of().parseHex(id));
    }

    private static byte[] checked(String key) {
        var bytes = key.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalStateException("SECRET_KEY needs at least 32 bytes (256 bits)");
        }
        return bytes;
    }

    private static byte[] generated() {
        log.warn(
                "SECRET_KEY is not set: a random one was generated. Codes, sessions and tokens end with this process.");
        var bytes = new byte[LEAST_BYTES];
        Ids.random().nextBytes(bytes);
        return bytes;
    }

    /** One secret. */
    public static final class SecretKey {

        private final byte[] idBytes;
        private final SecretKeySpec spec;
        private final Mac prototype;

        SecretKey(byte[] secret) {
            try {
                idBytes = Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(secret), KEY_ID_BYTES);
                spec = new SecretKeySpec(secret, HMAC);
                prototype = Mac.getInstance(HMAC);
                prototype.init(spec);
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("every JDK has SHA-256", impossible);
            }
        }

        /** A fresh one, that lives as long as this process and is told to nobody. */
        public static SecretKey random() {
            var bytes = new byte[LEAST_BYTES];
            Ids.random().nextBytes(bytes);
            return new SecretKey(bytes);
        }

        /** The id as it stands in a token header. */
        public String id() {
            return HexFormat.of().formatHex(idBytes);
        }

        public byte[] idBytes() {
            return idBytes.clone();
        }

        /** The secret itself, for HS256. */
        public byte[] bytes() {
            return spec.getEncoded();
        }

        /** HMAC-SHA-256 of the parts in this order; the first names what it is for, so that no use can stand for another. */
        public byte[] hmac(byte[]... parts) {
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
                mac.init(spec);
                return mac;
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("every JDK has " + HMAC, impossible);
            }
        }
    }
}
