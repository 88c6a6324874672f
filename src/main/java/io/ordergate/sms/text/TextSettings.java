package io.ordergate.sms.text;

import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The languages of texts.
 *
 * @param languages the languages that customers may choose; the first one is the standard
 */
@Validated
@ConfigurationProperties("ordergate.sms.text")
record TextSettings(
        @NotEmpty @DefaultValue({"en", "bn", "hi", "sw"}) List<String> languages) {}
