package io.ordergate.payment.provider;

import java.util.List;

/** The settings that a payment provider cannot do without. The room of each provider has an implementation. */
public interface ProviderCredentials {

    /** A variable that an operator sets, and its setting below {@code ordergate.payment}. */
    record Credential(String variable, String setting) {}

    /** The name of the provider. */
    String provider();

    /** The variable that holds the URL of the provider. */
    String url();

    List<Credential> credentials();

    /** Whether the provider sends customers back, for which the service must know its own URL. */
    default boolean hasCallback() {
        return false;
    }
}
