package io.ordergate.ordering.model;

import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import io.ordergate.support.LenientJson;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.database.Rows;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A line of an order for whose product too little is left.
 *
 * @param available how many the order may have
 */
public record OutOfStock(int position, String productId, long available) {

    private static final String CONSTRAINT = "stock_never_negative";

    /** The refusal {@code out-of-stock} for an error of a statement that takes from the stock; every other error as it is. */
    public static Throwable explained(Throwable error) {
        return Rows.violation(error, CONSTRAINT)
                .<Throwable>map(detail -> refusal(lines(LenientJson.read(detail))))
                .orElse(error);
    }

    private static List<OutOfStock> lines(JsonNode detail) {
        return detail.valueStream()
                .map(line -> new OutOfStock(
                        line.path("position").asInt(),
                        line.path("product_id").asString(),
                        line.path("available").asLong()))
                .toList();
    }

    /** The refusal for these lines. */
    static Failure refusal(List<OutOfStock> lines) {
        return Failure.of(ProblemCode.OUT_OF_STOCK)
                .withFields(lines.stream().map(OutOfStock::error).toList())
                .with("items", lines);
    }

    private FieldError error() {
        return new FieldError("items[" + position + "].quantity", "must be at most " + available + ", which are left");
    }
}
