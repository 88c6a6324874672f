package io.ordergate.payment;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Paying by a link.
 *
 * @param insteadOfCash whether an order with cash on delivery can be paid so
 */
@ConfigurationProperties("ordergate.payment.link")
record LinkPaymentSettings(@DefaultValue("true") boolean insteadOfCash) {}
