package io.ordergate.testing;

import io.ordergate.support.database.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A look behind the service, for tests, through a connection that is not the service's. */
public class Database {

    private final Instant beginning = Instant.now();

    /** The single number that a query gives. */
    public long count(String sql, Object... parameters) {
        var row = rows(sql, parameters).get(0);
        return ((Number) row.values().iterator().next()).longValue();
    }

    public List<Map<String, Object>> rows(String sql, Object... parameters) {
        try (var connection = connect();
                var statement = prepare(connection, sql, parameters);
                var result = statement.executeQuery()) {
            var rows = new ArrayList<Map<String, Object>>();
            while (result.next()) {
                rows.add(row(result));
            }
            return rows;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    public void run(String sql, Object... parameters) {
        try (var connection = connect();
                var statement = prepare(connection, sql, parameters)) {
            statement.executeUpdate();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The same, but no trigger looks at it: for states that the service itself never leads to. */
    public void force(String sql, Object... parameters) {
        try (var connection = connect();
                var setting = connection.createStatement();
                var statement = prepare(connection, sql, parameters)) {
            setting.execute("set session_replication_role = replica");
            statement.executeUpdate();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /**
     * Ends every connection of the service under test, in whatever statement it is, as an administrator would; not those of
     * services that were started before it for other tests.
     */
    public long killBackends() {
        return count("""
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                 where application_name = 'ordergate' and backend_start > $1::timestamptz""", beginning.toString());
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        var statement = connection.prepareStatement(sql.replaceAll("\\$\\d", "?"));
        for (var index = 0; index < parameters.length; index++) {
            statement.setObject(index + 1, parameters[index]);
        }
        return statement;
    }

    private static Map<String, Object> row(ResultSet result) throws SQLException {
        var row = new LinkedHashMap<String, Object>();
        for (var column = 1; column <= result.getMetaData().getColumnCount(); column++) {
            row.put(result.getMetaData().getColumnLabel(column), result.getObject(column));
        }
        return row;
    }

    /** A connection that is not the service's, to be closed. */
    public static Connection connect() throws SQLException {
        var address = DatabaseAddress.parse(TestDatabase.url());
        return DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
    }
}
