package io.ordergate.support.database;

import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Reads columns that hold a value, and what an error says of a row. */
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

    /** What a statement says that was ended by a check of this name, in the detail of its error; empty for any other error. */
    public static Optional<String> violation(Throwable error, String constraint) {
        return error.getCause() instanceof PostgresqlException cause
                        && cause.getErrorDetails()
                                .getConstraintName()
                                .filter(constraint::equals)
                                .isPresent()
                ? cause.getErrorDetails().getDetail()
                : Optional.empty();
    }
}
