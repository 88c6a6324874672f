package io.ordergate.ordering;

import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.web.request.Blanks;
import io.ordergate.web.request.PlainText;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The status that an order is to get, and why, in words that its customer may read. */
record StatusForm(
        @NotBlank @Pattern(regexp = "pending|verified|processing|shipped|delivered|completed|cancelled")
        String status,

        @Size(max = 500) @PlainText @Nullable String note) {

    OrderStatus target() {
        return OrderStatus.ofId(status);
    }

    /** The note; a blank one counts as missing. */
    @Nullable
    String reason() {
        return Blanks.stripToNull(note);
    }
}
