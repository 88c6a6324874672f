package io.ordergate.ordering;

import io.ordergate.ordering.model.Fulfilment;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How orders are fulfilled that do not say it. */
@ConfigurationProperties("ordergate.fulfilment")
record UsualFulfilment(@DefaultValue("manual") Fulfilment usual) {}
