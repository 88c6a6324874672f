package io.ordergate.payment.nagad;

import io.ordergate.payment.provider.ProviderCredentials;
import java.util.List;

/** What Nagad cannot do without. */
class NagadCredentials implements ProviderCredentials {

    @Override
    public String provider() {
        return NagadProvider.NAME;
    }

    @Override
    public String url() {
        return "NAGAD_BASE_URL";
    }

    @Override
    public List<Credential> credentials() {
        return List.of(
                new Credential("NAGAD_MERCHANT_ID", "nagad.merchant-id"),
                new Credential("NAGAD_MERCHANT_PRIVATE_KEY", "nagad.private-key"),
                new Credential("NAGAD_PG_PUBLIC_KEY", "nagad.public-key"));
    }

    @Override
    public boolean hasCallback() {
        return true;
    }
}
