package io.ordergate.ordering;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import org.jspecify.annotations.Nullable;

/** Values for columns that may be empty. */
final class Binds {

    private Binds() {}

    static <T> Parameter orNull(@Nullable T value, Class<T> type) {
        return value == null ? Parameters.in(type) : Parameters.in(value);
    }
}
