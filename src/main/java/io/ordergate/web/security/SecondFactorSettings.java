package io.ordergate.web.security;

import io.ordergate.support.ClientSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who of those who work for the shop needs a second factor.
 *
 * @param staff whether admins must have one; whoever has one proves it in any case
 */
@ConfigurationProperties("ordergate.second-factor")
public record SecondFactorSettings(Rule staff) implements ClientSettings {

    /** What STAFF_SECOND_FACTOR says. */
    public enum Rule {
        REQUIRED,
        OPTIONAL
    }

    @Override
    public Map<String, Object> forClients() {
        return Map.of("second_factor", staff.name().toLowerCase(Locale.ROOT));
    }

    /** Whether an account of this role must have a second factor. */
    public boolean isRequiredOf(Role role) {
        return staff == Rule.REQUIRED && role == Role.ADMIN;
    }

    /**
     * The state of a sign-in.
     *
     * @param role what the sign-in may do
     * @param methods how its account can prove a second factor
     * @param proven whether it has proven one
     * @param fresh whether that was in the last minutes
     */
    public SecondFactor stateOf(Role role, List<String> methods, boolean proven, boolean fresh) {
        return role.isStaff() && (!methods.isEmpty() || isRequiredOf(role))
                ? SecondFactor.needed(methods, proven, fresh)
                : SecondFactor.NOT_NEEDED;
    }
}
