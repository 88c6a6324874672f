package io.ordergate.support;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The secret that signs and derives now, and the ones before it that are still honoured. */
@ConfigurationProperties("ordergate.secret")
record SecretSettings(@Nullable String key, @DefaultValue List<String> previousKeys) {

    @Override
    public String toString() {
        return "SecretSettings[hidden]";
    }
}
