package io.ordergate.identity.factor;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The name of the shop, which apps show beside its codes. */
@ConfigurationProperties("ordergate.shop")
record FactorSettings(@DefaultValue("Ordergate") String name) {}
