package io.ordergate.ordering;

import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.ordering.model.Parcel;
import io.ordergate.web.request.Blanks;
import io.ordergate.web.request.PlainText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The status that an order is to get, why, in words that its customer may read, and how a shipped one travels. */
record StatusForm(
        @NotBlank
        @Pattern(regexp = "pending|verified|processing|shipped|delivered|completed|cancelled|returned|refused")
        String status,

        @Size(max = 500) @PlainText @Nullable String note,
        @Valid @Nullable Parcel parcel) {

    OrderStatus target() {
        return OrderStatus.ofId(status);
    }

    /** The note; a blank one counts as missing. */
    @Nullable
    String reason() {
        return Blanks.stripToNull(note);
    }

    /** The parcel. Errors: {@code invalid-request} for an address that is none. */
    @Nullable
    Parcel checkedParcel() {
        return parcel == null ? null : parcel.requireSafe("parcel.");
    }

    /** Why an order is cancelled, if it is said. */
    record Cancellation(
            @Size(max = 500) @PlainText @Nullable String note) {

        static final Cancellation UNEXPLAINED = new Cancellation(null);

        /** The note; a blank one counts as missing. */
        @Nullable
        String reason() {
            return Blanks.stripToNull(note);
        }
    }
}
