package io.ordergate.payment.mpesa;

import io.ordergate.payment.provider.ProviderCredentials;
import java.util.List;

/** What M-Pesa cannot do without; without an initiator payments are not reversed. */
class MpesaCredentials implements ProviderCredentials {

    @Override
    public String provider() {
        return MpesaProvider.NAME;
    }

    @Override
    public String url() {
        return "MPESA_BASE_URL";
    }

    @Override
    public List<Credential> credentials() {
        return List.of(
                new Credential("MPESA_CONSUMER_KEY", "mpesa.consumer-key"),
                new Credential("MPESA_CONSUMER_SECRET", "mpesa.consumer-secret"),
                new Credential("MPESA_SHORTCODE", "mpesa.shortcode"),
                new Credential("MPESA_PASSKEY", "mpesa.passkey"),
                new Credential("MPESA_CALLBACK_SECRET", "mpesa.callback-secret"));
    }

    @Override
    public boolean hasCallback() {
        return true;
    }
}
