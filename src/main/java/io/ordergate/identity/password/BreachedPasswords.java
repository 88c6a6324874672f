package io.ordergate.identity.password;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Leaked passwords that attackers try first. The list belongs to the class, since a validator creates its check and
 * injects no beans; as a component the class reads the list at the start.
 */
@Component
class BreachedPasswords {

    private static final String LIST = "/passwords/breached.txt";
    private static final Set<String> PASSWORDS = read();

    /** Whether the list has the password, in upper or lower case. */
    static boolean contains(String password) {
        return PASSWORDS.contains(password.toLowerCase(Locale.ROOT));
    }

    private static Set<String> read() {
        try (var file = BreachedPasswords.class.getResourceAsStream(LIST)) {
            if (file == null) {
                throw new FileNotFoundException(LIST);
            }
            return new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))
                    .lines()
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
