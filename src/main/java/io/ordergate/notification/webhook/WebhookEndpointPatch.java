package io.ordergate.notification.webhook;

import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.PlainText;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of an endpoint that an admin changes; missing ones stay. */
record WebhookEndpointPatch(
        @Size(min = 1, max = 500) @PlainText @Nullable Sensitive url,

        @Size(min = 1, max = 10) @Nullable Set<@NotNull @Pattern(regexp = WebhookEndpointForm.TOPICS) String> topics,

        @Nullable Boolean active) {}
