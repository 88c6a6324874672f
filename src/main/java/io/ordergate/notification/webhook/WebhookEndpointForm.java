package io.ordergate.notification.webhook;

import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.PlainText;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An endpoint as an admin submits it. */
record WebhookEndpointForm(
        @NotBlank @Size(max = 500) @PlainText Sensitive url,

        @NotNull @Size(min = 1, max = 10) Set<@NotNull @Pattern(regexp = WebhookEndpointForm.TOPICS) String> topics,

        @Nullable Boolean active) {

    static final String TOPICS = "order\\.placed|order\\.changed|payment\\.changed";

    boolean isActive() {
        return active == null || active;
    }
}
