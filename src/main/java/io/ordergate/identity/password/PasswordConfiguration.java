package io.ordergate.identity.password;

import io.ordergate.support.secret.Ids;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder.BCryptVersion;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Makes new hashes of passwords, and compares those of older services too. */
@Configuration(proxyBeanMethods = false)
class PasswordConfiguration {

    private static final String OURS = "sha256-bcrypt";

    static final String OURS_PREFIX = "{" + OURS + "}";

    @Bean
    PasswordEncoder passwordEncoder(PasswordSettings settings) {
        return encoder(new BCryptPasswordEncoder(BCryptVersion.$2B, settings.strength(), Ids.random()));
    }

    /**
     * The encoder with our algorithm for new hashes; {@code {bcrypt}} and bare bcrypt are hashes of accounts from older
     * services.
     */
    static PasswordEncoder encoder(PasswordEncoder bcrypt) {
        var encoder = new DelegatingPasswordEncoder(OURS, Map.of(OURS, new DigestedBCrypt(bcrypt), "bcrypt", bcrypt));
        encoder.setDefaultPasswordEncoderForMatches(bcrypt);
        return encoder;
    }
}
