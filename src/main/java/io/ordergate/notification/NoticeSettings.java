package io.ordergate.notification;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What customers are told by text.
 *
 * @param texts which news
 * @param languages by country (ISO 3166), such as {@code BD:bn,KE:sw}; elsewhere texts are in the first of all languages
 * @param unproven whether also phones are told that nobody has proven to hold; anybody could have any phone texted then
 * @param tries after how many a text is parked
 * @param keep how long it is remembered that a text was sent
 */
@ConfigurationProperties("ordergate.notification")
record NoticeSettings(
        @DefaultValue({"placed", "shipped", "delivered", "cancelled", "refunded"})
        List<OrderNews> texts,

        @DefaultValue("") String languages,
        @DefaultValue("false") boolean unproven,
        @DefaultValue("10") int tries,
        @DefaultValue("30d") Duration keep) {

    /** The language of a country's texts; empty for the usual one. */
    String language(String country) {
        var key = country + ":";
        return Arrays.stream(languages.split(",", -1))
                .map(String::strip)
                .filter(entry -> entry.startsWith(key))
                .map(entry -> entry.substring(key.length()))
                .findFirst()
                .orElse("");
    }
}
