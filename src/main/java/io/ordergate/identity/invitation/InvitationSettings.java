package io.ordergate.identity.invitation;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long an invitation may be accepted, and where its link leads.
 *
 * @param publicUrl where browsers reach the service; without it, the link leads where the request of the admin came to
 */
@Validated
@ConfigurationProperties("ordergate.invitation")
record InvitationSettings(
        @DefaultValue("3") @Min(1) @Max(30) int days,
        @DefaultValue("") String publicUrl) {}
