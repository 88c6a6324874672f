package io.ordergate.payment.bkash;

import io.ordergate.payment.provider.ProviderCredentials;
import java.util.List;

/** What bKash cannot do without. */
class BkashCredentials implements ProviderCredentials {

    @Override
    public String provider() {
        return BkashProvider.NAME;
    }

    @Override
    public String url() {
        return "BKASH_BASE_URL";
    }

    @Override
    public List<Credential> credentials() {
        return List.of(
                new Credential("BKASH_USERNAME", "bkash.username"),
                new Credential("BKASH_PASSWORD", "bkash.password"),
                new Credential("BKASH_APP_KEY", "bkash.app-key"),
                new Credential("BKASH_APP_SECRET", "bkash.app-secret"));
    }

    @Override
    public boolean hasCallback() {
        return true;
    }
}
