package io.ordergate.sms.text;

import io.ordergate.support.ClientSettings;
import jakarta.validation.constraints.NotEmpty;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The languages of texts.
 *
 * @param languages the languages that customers may choose; the first one is the standard
 * @param countries the language of texts that nobody has chosen one for, by country (ISO 3166), such as {@code BD:bn,KE:sw}
 */
@Validated
@ConfigurationProperties("ordergate.sms.text")
record TextSettings(
        @NotEmpty @DefaultValue({"en", "bn", "hi", "sw"}) List<String> languages,
        @DefaultValue("") String countries) implements ClientSettings {

    @Override
    public Map<String, Object> forClients() {
        return Map.of("languages", languages, "channels", List.of("sms"));
    }

    /** The language of a country; empty for the standard. */
    String language(String country) {
        var key = country + ":";
        return Arrays.stream(countries.split(",", -1))
                .map(String::strip)
                .filter(entry -> entry.startsWith(key))
                .map(entry -> entry.substring(key.length()))
                .findFirst()
                .orElse("");
    }
}
