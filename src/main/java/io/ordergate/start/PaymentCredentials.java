package io.ordergate.start;

import io.ordergate.support.StartRequirements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** What each provider of payments needs. One that has nothing is not used; one that has a part stops the start. */
class PaymentCredentials implements StartRequirements {

    private static final String SETTINGS = "ordergate.payment.";

    private static final Need PUBLIC_URL = new Need("PUBLIC_URL", "public-url", true);
    private static final Map<String, List<Need>> NEEDS = needs();

    /** A variable that an operator sets, and its setting; shared ones do not tell that the provider is wanted. */
    private record Need(String variable, String setting, boolean isShared) {

        private boolean isMet(Environment environment) {
            return StringUtils.hasText(environment.getProperty(SETTINGS + setting));
        }
    }

    @Override
    public List<String> missing(Environment environment) {
        var wanting = new LinkedHashMap<String, List<String>>();
        NEEDS.forEach((provider, needs) -> {
            if (needs.stream().anyMatch(need -> !need.isShared() && need.isMet(environment))) {
                needs.stream().filter(need -> !need.isMet(environment)).forEach(need -> wanting.computeIfAbsent(
                                need.variable(), variable -> new ArrayList<>())
                        .add(provider));
            }
        });
        return wanting.entrySet().stream()
                .map(each -> each.getKey() + " is not set (payments through " + String.join(" and ", each.getValue())
                        + " need it)")
                .toList();
    }

    @Override
    public List<String> urls() {
        return List.of("RAZORPAY_BASE_URL", "BKASH_BASE_URL", "NAGAD_BASE_URL");
    }

    private static Map<String, List<Need>> needs() {
        var needs = new LinkedHashMap<String, List<Need>>();
        needs.put(
                "razorpay",
                List.of(
                        need("RAZORPAY_KEY_ID", "razorpay.key-id"),
                        need(
                                "RAZORPAY_KEY_SECRET",
                                "razorpay.key-secret"))); // without the webhooks' own, those are refused
        needs.put(
                "bkash",
                List.of(
                        need("BKASH_USERNAME", "bkash.username"),
                        need("BKASH_PASSWORD", "bkash.password"),
                        need("BKASH_APP_KEY", "bkash.app-key"),
                        need("BKASH_APP_SECRET", "bkash.app-secret"),
                        PUBLIC_URL));
        needs.put(
                "nagad",
                List.of(
                        need("NAGAD_MERCHANT_ID", "nagad.merchant-id"),
                        need("NAGAD_MERCHANT_PRIVATE_KEY", "nagad.private-key"),
                        need("NAGAD_PG_PUBLIC_KEY", "nagad.public-key"),
                        PUBLIC_URL));
        return needs;
    }

    private static Need need(String variable, String setting) {
        return new Need(variable, setting, false);
    }
}
