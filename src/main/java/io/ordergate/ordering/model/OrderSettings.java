package io.ordergate.ordering.model;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The currency of orders that do not name one. */
@ConfigurationProperties("ordergate.order")
record OrderSettings(@DefaultValue("BDT") String currency) {}
