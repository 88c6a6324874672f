package io.ordergate.ordering.price;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ordergate.support.Amounts;
import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import io.ordergate.web.request.NumberAsText;
import io.ordergate.web.request.PlainText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/** A price list, or a part of one, as an admin submits it. */
record PriceForm(@NotNull @Size(max = PriceForm.MOST) List<@NotNull @Valid Row> prices) {

    static final int MOST = 50_000;

    private static final int MOST_AVAILABLE = 1_000_000_000;

    /**
     * The price of a product in one currency.
     *
     * @param active whether it is sold, which it is if this says nothing
     * @param available how much there is of the product; what is known of it stays if this says nothing
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Row(
            @JsonDeserialize(using = NumberAsText.class) @NotBlank @Size(max = 64) @PlainText
            String productId,

            @NotNull String currency,
            @NotNull @Min(0) @Max(Amounts.MAX_MINOR) Long amountMinor,
            @Size(max = 200) @PlainText @Nullable String title,
            @Nullable Boolean active,
            @Min(0) @Max(MOST_AVAILABLE) @Nullable Long available) {

        Row normal() {
            return new Row(
                    productId.strip(),
                    currency.toUpperCase(Locale.ROOT),
                    amountMinor,
                    title == null || title.isBlank() ? null : title.strip(),
                    active == null || active,
                    available);
        }
    }

    /** The rows in one form. Errors: {@code invalid-request} for currencies that are none and for rows that contradict. */
    List<Row> rows() {
        var errors = new ArrayList<FieldError>();
        var rows = prices.stream().map(Row::normal).toList();
        var seen = new HashSet<List<String>>();
        var available = new HashMap<String, Long>();
        for (var index = 0; index < rows.size(); index++) {
            var row = rows.get(index);
            var name = "prices[" + index + "].";
            if (Amounts.currency(row.currency()) == null) {
                errors.add(new FieldError(name + "currency", "must be an ISO 4217 code such as BDT"));
            }
            if (!seen.add(List.of(row.productId(), row.currency()))) {
                errors.add(new FieldError(name + "product_id", "has a price in this currency already"));
            }
            var amount = row.available();
            if (amount != null && !Objects.equals(amount, available.getOrDefault(row.productId(), amount))) {
                errors.add(new FieldError(name + "available", "is another one than in a row before"));
            }
            if (amount != null) {
                available.put(row.productId(), amount);
            }
        }
        if (!errors.isEmpty()) {
            throw Failure.fields(errors);
        }
        return rows;
    }
}
