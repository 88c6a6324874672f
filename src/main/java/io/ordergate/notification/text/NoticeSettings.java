package io.ordergate.notification.text;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What customers are told by text.
 *
 * @param texts which news
 * @param languages by country (ISO 3166), such as {@code BD:bn,KE:sw}; elsewhere texts are in the first of all languages
 * @param unproven whether also phones are told that nobody has proven to hold; anybody could have any phone texted then
 * @param phoneDay how many texts one phone gets in a day (UTC)
 * @param unprovenPhoneDay how many of them while nobody has proven to hold the phone
 * @param hold how long it is kept back that an order was placed; one that its customer cancels within this time is told
 *     of in no text
 * @param tries after how many a text is parked
 * @param keep how long it is remembered that a text was sent
 */
@Validated
@ConfigurationProperties("ordergate.notification")
record NoticeSettings(
        @DefaultValue({"placed", "shipped", "delivered", "cancelled", "refunded"})
        List<OrderNews> texts,

        @DefaultValue("") String languages,
        @DefaultValue("false") boolean unproven,
        @Min(0) @DefaultValue("10") int phoneDay,
        @Min(0) @DefaultValue("3") int unprovenPhoneDay,
        @DefaultValue("60s") Duration hold,
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
