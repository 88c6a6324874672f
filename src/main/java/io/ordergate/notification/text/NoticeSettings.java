package io.ordergate.notification.text;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which texts customers get.
 *
 * @param texts the kinds of texts about orders
 * @param unproven whether phones that nobody has proven to hold get texts; anybody could have any phone texted then
 * @param phoneDay how many texts one phone gets in a day (UTC)
 * @param unprovenPhoneDay how many of them while nobody has proven to hold the phone
 * @param hold how long the text about a new order is held back; an order that its customer cancels within this time
 *     causes no text
 * @param tries the number of tries after which a text is a dead letter
 * @param keep how long the record of a sent text is kept
 */
@Validated
@ConfigurationProperties("ordergate.notification")
record NoticeSettings(
        @DefaultValue({"placed", "shipped", "delivered", "cancelled", "returned", "refused", "refunded"})
        List<OrderTextKind> texts,

        @DefaultValue("false") boolean unproven,
        @Min(0) @DefaultValue("10") int phoneDay,
        @Min(0) @DefaultValue("3") int unprovenPhoneDay,
        @DefaultValue("60s") Duration hold,
        @DefaultValue("10") int tries,
        @DefaultValue("30d") Duration keep) {}
