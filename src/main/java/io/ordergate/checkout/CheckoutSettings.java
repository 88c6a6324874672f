package io.ordergate.checkout;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What customers read in a text: the name of the shop. */
@ConfigurationProperties("ordergate.checkout")
record CheckoutSettings(@DefaultValue("Ordergate") String shopName) {}
