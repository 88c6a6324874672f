package io.ordergate.payment.razorpay;

import io.ordergate.payment.provider.ProviderCredentials;
import java.util.List;

/** What Razorpay cannot do without; without a secret for webhooks these are refused. */
class RazorpayCredentials implements ProviderCredentials {

    @Override
    public String provider() {
        return RazorpayProvider.NAME;
    }

    @Override
    public String url() {
        return "RAZORPAY_BASE_URL";
    }

    @Override
    public List<Credential> credentials() {
        return List.of(
                new Credential("RAZORPAY_KEY_ID", "razorpay.key-id"),
                new Credential("RAZORPAY_KEY_SECRET", "razorpay.key-secret"));
    }
}
