package io.ordergate.payment.provider;

import io.ordergate.payment.provider.ProviderCredentials.Credential;
import io.ordergate.support.RoomScan;
import io.ordergate.support.StartRequirements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Refuses a start where a payment provider has a part of its settings. A provider that has none of them is not used. */
class PaymentRequirements implements StartRequirements {

    private static final Credential PUBLIC_URL = new Credential("PUBLIC_URL", "public-url");

    private final List<ProviderCredentials> providers = RoomScan.find(ProviderCredentials.class);

    @Override
    public List<String> missing(Environment settings) {
        var missing = new LinkedHashMap<String, List<String>>();
        for (var provider : providers) {
            if (provider.credentials().stream().anyMatch(credential -> isSet(settings, credential))) {
                needed(provider)
                        .filter(credential -> !isSet(settings, credential))
                        .forEach(credential -> missing.computeIfAbsent(
                                        credential.variable(), variable -> new ArrayList<>())
                                .add(provider.provider()));
            }
        }
        return missing.entrySet().stream()
                .map(each -> each.getKey() + " is not set (payments through " + String.join(" and ", each.getValue())
                        + " need it)")
                .toList();
    }

    @Override
    public List<String> urls() {
        return providers.stream().map(ProviderCredentials::url).toList();
    }

    private static Stream<Credential> needed(ProviderCredentials provider) {
        return Stream.concat(
                provider.credentials().stream(), Stream.of(PUBLIC_URL).filter(url -> provider.hasCallback()));
    }

    private static boolean isSet(Environment settings, Credential credential) {
        return StringUtils.hasText(settings.getProperty("ordergate.payment." + credential.setting()));
    }
}
