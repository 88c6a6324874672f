package io.ordergate.payment.stripe;

import io.ordergate.payment.provider.ProviderCredentials;
import java.util.List;

/** What Stripe cannot do without; without a secret for webhooks these are refused. */
class StripeCredentials implements ProviderCredentials {

    @Override
    public String provider() {
        return StripeProvider.NAME;
    }

    @Override
    public String url() {
        return "STRIPE_BASE_URL";
    }

    @Override
    public List<Credential> credentials() {
        return List.of(new Credential("STRIPE_SECRET_KEY", "stripe.secret-key"));
    }

    @Override
    public boolean hasCallback() {
        return true;
    }
}
