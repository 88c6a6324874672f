package io.ordergate.notification.webhook;

import io.ordergate.web.request.PlainText;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an admin changes of an endpoint; what is missing stays. */
record WebhookEndpointPatch(
        @Size(min = 1, max = 500) @PlainText @Nullable String url,

        @Size(min = 1, max = 10) @Nullable Set<@NotNull @Pattern(regexp = WebhookEndpointForm.TOPICS) String> topics,

        @Nullable Boolean active) {

    @Override
    public String toString() {
        return "WebhookEndpointPatch[hidden]";
    }
}
