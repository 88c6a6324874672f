package io.ordergate.ordering.model;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What an order means that does not say its currency. */
@ConfigurationProperties("ordergate.order")
record OrderSettings(@DefaultValue("BDT") String currency) {}
