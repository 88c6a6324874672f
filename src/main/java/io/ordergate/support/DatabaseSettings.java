package io.ordergate.support;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How long the database may take for one statement. */
@ConfigurationProperties("ordergate.database")
record DatabaseSettings(@DefaultValue("5s") Duration statementTimeout) {}
