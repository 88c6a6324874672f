package io.ordergate.support;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Ids in time order (UUIDv7, RFC 9562), so that indexes grow at one end. They are names, never secrets. */
@Component
public class Ids {

    private final TimeBasedEpochRandomGenerator generator = Generators.timeBasedEpochRandomGenerator(random());

    public UUID next() {
        return generator.generate();
    }

    /** A generator that is seeded once and then computes: the default one reads a device file at every call. */
    public static SecureRandom random() {
        try {
            var random = SecureRandom.getInstance("DRBG");
            random.nextLong();
            return random;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK since 9 has DRBG", impossible);
        }
    }
}
