package io.ordergate.support;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The shop whose customers read our texts, by the name it goes by. */
@ConfigurationProperties("ordergate.shop")
public record Shop(@DefaultValue("Ordergate") String name) {}
