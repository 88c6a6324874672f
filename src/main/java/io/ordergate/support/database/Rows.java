package io.ordergate.support.database;

import io.r2dbc.spi.Readable;
import java.util.Objects;
import java.util.function.Function;

/** Reads columns that hold a value. */
public final class Rows {

    private Rows() {}

    /** The column's value; a null is a defect, since the schema forbids it. */
    public static <T> T value(Readable row, String column, Class<T> type) {
        var value = row.get(column, type);
        if (value == null) {
            throw new IllegalStateException("column " + column + " is null");
        }
        return value;
    }

    /** Reads the first column, which holds a value. */
    public static <T> Function<Readable, T> first(Class<T> type) {
        return row -> Objects.requireNonNull(row.get(0, type), "the first column is null");
    }
}
