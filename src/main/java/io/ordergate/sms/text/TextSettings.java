package io.ordergate.sms.text;

import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How texts are written.
 *
 * @param languages those that customers may choose from; the first is for those who choose none
 */
@Validated
@ConfigurationProperties("ordergate.sms.text")
record TextSettings(
        @NotEmpty @DefaultValue({"en", "bn", "hi", "sw"}) List<String> languages) {}
