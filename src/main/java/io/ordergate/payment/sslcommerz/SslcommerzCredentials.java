package io.ordergate.payment.sslcommerz;

import io.ordergate.payment.provider.ProviderCredentials;
import java.util.List;

/** What SSLCommerz cannot do without. */
class SslcommerzCredentials implements ProviderCredentials {

    @Override
    public String provider() {
        return SslcommerzProvider.NAME;
    }

    @Override
    public String url() {
        return "SSLCOMMERZ_BASE_URL";
    }

    @Override
    public List<Credential> credentials() {
        return List.of(
                new Credential("SSLCOMMERZ_STORE_ID", "sslcommerz.store-id"),
                new Credential("SSLCOMMERZ_STORE_PASSWORD", "sslcommerz.store-password"));
    }

    @Override
    public boolean hasCallback() {
        return true;
    }
}
