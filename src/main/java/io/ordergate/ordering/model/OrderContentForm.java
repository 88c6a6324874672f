package io.ordergate.ordering.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.ordergate.web.request.PlainText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as somebody submits it who is signed in: the number may be left out. Other forms of orders may leave out the
 * address too, so a missing one is only refused where a body is read.
 */
public record OrderContentForm(
        @Nullable String phoneNumber,
        @Nullable String countryCode,
        @Size(max = 100) @PlainText @Nullable String customerName,

        @NotBlank @Size(min = 5, max = 500) @PlainText @Nullable
        String address,

        @NotNull @KnownPaymentMethod String paymentMethod,

        @JsonAlias("books") @NotNull @Size(min = 1, max = 100)
        List<OrderForm.@NotNull @Valid Item> items,

        @Nullable String currency,
        @Nullable BigDecimal totalAmount,
        @Size(max = 500) @PlainText @Nullable String note) {

    /** Blanks around an address are not part of it, and do not make it long enough. */
    public OrderContentForm {
        address = address == null ? null : address.strip();
    }

    @Override
    public String toString() {
        return "OrderContentForm[hidden]";
    }
}
