package io.ordergate.support.database;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import org.jspecify.annotations.Nullable;

/** Reading columns that hold a value, and binding bytes that may be missing. */
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

    /** Bytes for a column that may be null. */
    public static Parameter bytes(byte @Nullable [] value) {
        return value == null ? Parameters.in(R2dbcType.VARBINARY) : Parameters.in(value);
    }
}
