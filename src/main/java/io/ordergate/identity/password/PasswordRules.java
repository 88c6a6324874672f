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
 * When a password is long enough (NIST SP 800-63B-4 section 3.1.1.2), and when a text may replace it.
 *
 * @param minLength of customers' passwords, in characters
 * @param staffMinLength of the passwords of vendors and admins, for whom the password is the only factor
 * @param resetWait how long after a change of its number an account cannot be given a password by a text
 */
@Validated
@ConfigurationProperties("ordergate.password")
public record PasswordRules(
        @Min(8) @Max(64) @DefaultValue("8") int minLength,
        @Min(8) @Max(64) @DefaultValue("15") int staffMinLength,
        @DefaultValue("24h") Duration resetWait) {

    /** Errors: {@code invalid-request} when a new password is too short for somebody of this role. */
    public void requireLength(String password, Role role) {
        var least = role.isStaff() ? Math.max(minLength, staffMinLength) : minLength;
        if (length(password) < least) {
            throw Failure.field("password", "must have at least " + least + " characters");
        }
    }

    /** Whether a password does for customers only. */
    public boolean isTooShortForStaff(String password) {
        return length(password) < staffMinLength;
    }

    /** In characters as people count them, however a keyboard writes accented letters. */
    static int length(String password) {
        var text = Normalizer.normalize(password, Normalizer.Form.NFC);
        return text.codePointCount(0, text.length());
    }
}
