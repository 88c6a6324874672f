package io.ordergate.ordering.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.NumberAsText;
import io.ordergate.web.request.PlainText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * An order as a client submits it. {@link OrderDrafts} gives it meaning and a price. Orders of the replaced services
 * have no address, so a missing one is refused only where a body is read.
 *
 * @param phoneNumber may be left out by somebody who is signed in
 * @param deliveryZone a zone of the shop's delivery fees; where the shop has none, it does not matter
 * @param language of the text with the code, so that only a guest's order has one; not among the fields that are
 *     compared when a call is repeated
 */
public record OrderForm(
        @NotBlank(groups = ByGuest.class) @Nullable Sensitive phoneNumber,
        @Nullable String countryCode,
        @Size(max = 100) @PlainText @Nullable Sensitive customerName,

        @NotBlank @Size(min = 5, max = 500) @PlainText @Nullable
        Sensitive address,

        @NotNull @KnownPaymentMethod String paymentMethod,

        @JsonAlias("books") @NotNull @Size(min = 1, max = 100)
        List<@NotNull @Valid Item> items,

        @Nullable String currency,
        @Nullable BigDecimal totalAmount,
        @Size(max = 40) @Nullable String deliveryZone,
        @Size(max = 500) @PlainText @Nullable Sensitive note,

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Size(max = 35, groups = ByGuest.class) @Nullable
        String language) {

    /** The constraints of an order that a texted code has to confirm, beside the usual ones. */
    public interface ByGuest {}

    /** Blanks around an address are not part of it, and do not make it long enough. */
    public OrderForm {
        address = address == null ? null : Sensitive.of(address.value().strip());
    }

    /**
     * A line as a client submits it.
     *
     * @param kind a {@link Order.LineKind}; null for an item
     */
    public record Item(
            @Pattern(
                    regexp = "item|delivery|fee|discount|tax",
                    message = "must be item, delivery, fee, discount or tax")
            @Nullable
            String kind,

            @JsonAlias("id") @JsonDeserialize(using = NumberAsText.class) @Size(max = 64) @PlainText @Nullable
            String productId,

            @UnlessListed(message = "must not be blank") @Size(max = 200) @PlainText @Nullable
            String title,

            @JsonAlias("price") @UnlessListed @Nullable BigDecimal unitPrice,
            @Min(1) @Max(10_000) @Nullable Integer quantity) {

        /** A thing that is ordered. */
        public Item(
                @Nullable String productId,
                @Nullable String title,
                @Nullable BigDecimal unitPrice,
                @Nullable Integer quantity) {
            this(null, productId, title, unitPrice, quantity);
        }

        int count() {
            return quantity == null ? 1 : quantity;
        }
    }
}
