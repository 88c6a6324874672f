package io.ordergate.ordering.model;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The money of orders.
 *
 * @param currency of orders that name none
 * @param currencies that orders may have beside it
 * @param deliveryFees what delivery costs, for {@link DeliveryFees}
 */
@ConfigurationProperties("ordergate.order")
record OrderSettings(
        @DefaultValue("BDT") String currency,
        @DefaultValue List<String> currencies,
        @DefaultValue("") String deliveryFees) {}
