package io.ordergate.support.secret;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The secret that signs and derives now, and the ones before it that are still honoured.
 *
 * @param direct whether what was made with a secret itself, before there was a key for each use, is honoured, too
 * @param phoneBucketKey the key under which phones are divided into buckets; nothing for one that everybody knows
 * @param keptIn the file that holds a generated secret from one start to the next; nothing where none is to be kept
 */
@ConfigurationProperties("ordergate.secret")
record SecretSettings(
        @Nullable String key,
        @DefaultValue List<String> previousKeys,
        @DefaultValue("true") boolean direct,
        @Nullable String phoneBucketKey,
        @Nullable String keptIn) {

    @Override
    public String toString() {
        return "SecretSettings[hidden]";
    }
}
