package io.ordergate.payment.sslcommerz;

import io.ordergate.support.secret.Sensitive;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The store at SSLCommerz.
 *
 * @param currencies the currencies that customers may pay in; SSLCommerz converts all but BDT
 * @param customerEmail the address that SSLCommerz is told for every customer, since it insists on one
 */
@ConfigurationProperties("ordergate.payment.sslcommerz")
record SslcommerzSettings(
        @DefaultValue("") String baseUrl,
        @DefaultValue("") Sensitive storeId,
        @DefaultValue("") Sensitive storePassword,
        @DefaultValue("BDT") List<String> currencies,
        @DefaultValue("customer@example.com") String customerEmail) {

    String url() {
        return baseUrl.isBlank() ? "https://securepay.sslcommerz.com" : baseUrl.replaceFirst("/+$", "");
    }

    boolean isComplete() {
        return !storeId.isBlank() && !storePassword.isBlank();
    }
}
