package io.ordergate.sms.text;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The shop whose customers read our texts, by the name it goes by. */
@ConfigurationProperties("ordergate.shop")
record Shop(@DefaultValue("Ordergate") String name) {}
