package io.ordergate.ordering.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.ordergate.web.request.NumberAsText;
import io.ordergate.web.request.PlainText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/** An order as a client submits it. {@link OrderDrafts} gives it meaning and a price. */
public record OrderForm(
        @NotBlank String phoneNumber,
        @Nullable String countryCode,
        @Size(max = 100) @PlainText @Nullable String customerName,
        @NotBlank @Size(min = 5, max = 500) @PlainText String address,

        @NotNull @KnownPaymentMethod String paymentMethod,

        @JsonAlias("books") @NotNull @Size(min = 1, max = 100)
        List<@NotNull @Valid Item> items,

        @Nullable String currency,
        @Nullable BigDecimal totalAmount,
        @Size(max = 500) @PlainText @Nullable String note,
        @Size(max = 35) @Nullable String language) {

    /** Blanks around an address are not part of it, and do not make it long enough. */
    public OrderForm {
        address = address == null ? address : address.strip();
    }

    /** A line as a client submits it. */
    public record Item(
            @JsonAlias("id") @JsonDeserialize(using = NumberAsText.class) @Size(max = 64) @PlainText @Nullable
            String productId,

            @NotBlank @Size(max = 200) @PlainText String title,
            @JsonAlias("price") @NotNull BigDecimal unitPrice,
            @Min(1) @Max(10_000) @Nullable Integer quantity) {

        int count() {
            return quantity == null ? 1 : quantity;
        }
    }

    @Override
    public String toString() {
        return "OrderForm[hidden]";
    }
}
