package io.ordergate.identity.federation;

import io.ordergate.support.StartRequirements;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Refuses starts with incomplete settings of other issuers, and starts in production with an emulator. */
class FederationRequirements implements StartRequirements {

    private static final String SETTINGS = "ordergate.federation.";

    @Override
    public List<String> missing(Environment environment) {
        var reasons = new ArrayList<String>();
        if (!has(environment, "firebase.project-id")) {
            if (has(environment, "firebase.api-key")) {
                reasons.add("FIREBASE_PROJECT_ID is not set (FIREBASE_API_KEY needs it)");
            }
            if (has(environment, "firebase.emulator-host")) {
                reasons.add("FIREBASE_PROJECT_ID is not set (FIREBASE_AUTH_EMULATOR_HOST needs it)");
            }
        }
        if (!issuers(environment).stream().allMatch(FederationRequirements::isIssuer)) {
            reasons.add("OIDC_ISSUERS is not issuer|audience[|client][,issuer|audience[|client]], each issuer a URL");
        }
        return reasons;
    }

    private static boolean isIssuer(String entry) {
        return entry.matches("\\s*https?://[^|\\s]+(\\s*\\|\\s*[^|\\s]+){1,2}\\s*");
    }

    @Override
    public List<String> missingInProduction(Environment environment) {
        var reasons = new ArrayList<String>();
        if (has(environment, "firebase.emulator-host")) {
            reasons.add(
                    "FIREBASE_AUTH_EMULATOR_HOST is set: tokens of an emulator are not signed, anybody can be anyone");
        }
        if (issuers(environment).stream().anyMatch(pair -> pair.strip().startsWith("http:"))) {
            reasons.add("OIDC_ISSUERS names an issuer without https");
        }
        return reasons;
    }

    private static List<String> issuers(Environment environment) {
        var list = environment.getProperty(SETTINGS + "oidc.issuers", "");
        return list.isBlank() ? List.of() : List.of(list.split(",", -1));
    }

    private static boolean has(Environment environment, String setting) {
        return StringUtils.hasText(environment.getProperty(SETTINGS + setting));
    }
}
