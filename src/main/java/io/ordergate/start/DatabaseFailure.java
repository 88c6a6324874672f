package io.ordergate.start;

import java.sql.SQLException;

/** The reason why the database stops the start, by SQLSTATE. Only known parts of the message of the driver are repeated. */
final class DatabaseFailure {

    private DatabaseFailure() {}

    static String reason(SQLException failure) {
        var state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return switch (state) {
            case "3D000" -> "DATABASE_URL names a database that does not exist there: create it";
            case "28P01", "28000" ->
                "the database refuses the user or the password of DATABASE_URL or DATABASE_MIGRATION_URL";
            case "42501" ->
                "the user of the migrations may not change the schema: give it what it needs, or name one that"
                        + " may in DATABASE_MIGRATION_URL";
            case "53300" -> "the database has no connection left: raise its max_connections";
            case "57P03" -> "the database is still starting up or shutting down: wait, or raise DATABASE_WAIT_SECONDS";
            default ->
                state.startsWith("08")
                        ? "the database of DATABASE_URL cannot be reached: check host, port and sslmode, or raise"
                                + " DATABASE_WAIT_SECONDS (" + firstLine(failure) + ")"
                        : "the database refuses a migration with SQLSTATE " + state + ": " + firstLine(failure);
        };
    }

    private static String firstLine(SQLException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
