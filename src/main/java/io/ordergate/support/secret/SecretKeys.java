package io.ordergate.support.secret;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The server's secrets by key id: everything that is derived or signed comes from one of them. A secret stands here under two
 * ids, since there are two ways in which keys came from it: what was made in the older way names the older id, and is found.
 */
@Component
public class SecretKeys {

    /** Bytes of a key id: three, so that a session token has no spare bits in base64. */
    public static final int KEY_ID_BYTES = 3;

    private static final int LEAST_BYTES = 32;
    private static final Logger log = LoggerFactory.getLogger(SecretKeys.class);

    private final List<SecretKey> keys;

    SecretKeys(SecretSettings settings) {
        var secrets = secrets(settings);
        var all = new ArrayList<>(secrets.stream().map(SecretKey::derived).toList());
        if (settings.direct()) {
            secrets.stream().map(SecretKey::direct).forEach(all::add);
        }
        keys = List.copyOf(all);
        if (keys.stream().map(SecretKey::id).distinct().count() < keys.size()) {
            throw new IllegalStateException("SECRET_KEY and SECRET_KEYS_PREVIOUS hold two secrets with the same key id:"
                    + " replace one of them");
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

    private static List<byte[]> secrets(SecretSettings settings) {
        var secrets = new ArrayList<byte[]>();
        var key = settings.key();
        secrets.add(key == null || key.isBlank() ? generated(settings.keptIn()) : checked("SECRET_KEY", key));
        settings.previousKeys().stream()
                .filter(previous -> !previous.isBlank())
                .forEach(previous -> secrets.add(checked("SECRET_KEYS_PREVIOUS", previous)));
        return secrets;
    }

    static byte[] checked(String setting, String key) {
        var bytes = key.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalStateException(setting + " needs at least 32 bytes (256 bits)");
        }
        return bytes;
    }

    private static byte[] generated(@Nullable String file) {
        var kept = file == null || file.isBlank() ? null : KeptSecret.in(file);
        if (kept != null) {
            log.info("SECRET_KEY is not set: the generated one in {} is used", file);
            return kept;
        }
        log.warn(
                "SECRET_KEY is not set: a random one was generated. Codes, sessions and tokens end with this process.");
        return KeptSecret.fresh();
    }

    /** One secret, in one way of deriving keys from it. */
    public static final class SecretKey {

        private static final byte[] SALT = "ordergate".getBytes(StandardCharsets.US_ASCII);

        private final byte[] idBytes;
        private final byte[] tokenKey;
        private final Map<SecretUse, KeyedHash> hashes = new EnumMap<>(SecretUse.class);

        private SecretKey(byte[] id, byte[] tokenKey, Function<SecretUse, KeyedHash> hash) {
            this.idBytes = Arrays.copyOf(id, KEY_ID_BYTES);
            this.tokenKey = tokenKey;
            for (var use : SecretUse.values()) {
                hashes.put(use, hash.apply(use));
            }
        }

        /** A key for each use, derived once and for all. */
        static SecretKey derived(byte[] secret) {
            var keys = new Hkdf(secret, SALT);
            return new SecretKey(
                    keys.key("key-id"),
                    keys.key(SecretUse.ACCESS_TOKENS.label()),
                    use -> new KeyedHash(keys.key(use.label())));
        }

        /** The older way: the secret itself is the key of all uses, and each hash begins with the name of its use. */
        static SecretKey direct(byte[] secret) {
            return new SecretKey(Digests.sha256(secret), secret, use -> new KeyedHash(secret, use.bytes()));
        }

        /** The id as it stands in a token header. */
        public String id() {
            return HexFormat.of().formatHex(idBytes);
        }

        public byte[] idBytes() {
            return idBytes.clone();
        }

        /** The key that signs access tokens, for HS256. */
        public byte[] tokenKey() {
            return tokenKey.clone();
        }

        /** HMAC-SHA-256 of the parts in this order, under the key of this use. */
        public byte[] hmac(SecretUse use, byte[]... parts) {
            return hash(use).of(parts);
        }

        private KeyedHash hash(SecretUse use) {
            var hash = hashes.get(use);
            if (hash == null) {
                throw new IllegalStateException("every use has a key");
            }
            return hash;
        }
    }
}
