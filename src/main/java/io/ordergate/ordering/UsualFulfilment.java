package io.ordergate.ordering;

import io.ordergate.ordering.model.Fulfilment;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The fulfilment of orders that do not name one. */
@ConfigurationProperties("ordergate.fulfilment")
record UsualFulfilment(@DefaultValue("manual") Fulfilment usual) {}
