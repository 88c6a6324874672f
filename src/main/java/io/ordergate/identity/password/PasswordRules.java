package io.ordergate.identity.password;

import io.ordergate.support.Failure;
import io.ordergate.web.security.Role;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.text.Normalizer;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The least length of a password (NIST SP 800-63B-4 section 3.1.1.2), and the time before a text may replace a
 * password.
 *
 * @param minLength of customers' passwords, in characters
 * @param staffMinLength of the passwords of vendors and admins, for whom the password is the only factor
 * @param resetWait how long after a change of its number an account accepts no new password by text
 */
@Validated
@ConfigurationProperties("ordergate.password")
public record PasswordRules(
        @Min(8) @Max(64) @DefaultValue("8") int minLength,
        @Min(8) @Max(64) @DefaultValue("15") int staffMinLength,
        @DefaultValue("24h") Duration resetWait) {

    /** Requires a password that is long enough for the role. Errors: {@code invalid-request}. */
    public void requireLength(String password, Role role) {
        var least = role.isStaff() ? Math.max(minLength, staffMinLength) : minLength;
        if (length(password) < least) {
            throw Failure.field("password", "must have at least " + least + " characters");
        }
    }

    /** Whether a password is long enough for customers only. */
    public boolean isTooShortForStaff(String password) {
        return length(password) < staffMinLength;
    }

    /** The length in characters as people count them, however a keyboard writes accented letters. */
    static int length(String password) {
        var text = Normalizer.normalize(password, Normalizer.Form.NFC);
        return text.codePointCount(0, text.length());
    }
}
