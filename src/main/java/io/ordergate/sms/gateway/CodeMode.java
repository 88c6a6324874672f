package io.ordergate.sms.gateway;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The choice of who makes the codes: this service, or a provider. */
final class CodeMode {

    static final String MANAGED = "managed";

    private CodeMode() {}

    /**
     * Whether providers make the codes: where OTP_MODE says so or, where OTP_MODE is not set, where the only provider has
     * settings for making codes.
     *
     * @param makers providers with settings for making codes
     */
    static boolean isManaged(String mode, List<String> providers, Set<String> makers) {
        return switch (mode.strip().toLowerCase(Locale.ROOT)) {
            case MANAGED -> true;
            case "derived" -> false;
            case "" -> providers.size() == 1 && makers.containsAll(providers);
            default -> throw new IllegalStateException("OTP_MODE is neither derived nor managed: " + mode);
        };
    }
}
