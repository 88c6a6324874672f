package io.ordergate.support.database;

import io.ordergate.support.EmailAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Brings addresses that were stored before {@link EmailAddress} had one form into that form: else nobody would find them any
 * more. Where another account has it already, and where the text is no address, it stays. PostgreSQL knows no IDN, so this is
 * the one migration that is not SQL.
 */
@Component
class EmailForms implements JavaMigration {

    private static final String ODD = """
            select id, email from users
             where email ~ '[^\\x01-\\x7f]' or email_key ~ '@(.*\\.)?xn--' or email <> btrim(email)""";

    private static final String REWRITE = """
            update users set email = ?, version = version + 1
             where id = ? and not exists (select from users u where u.email_key = ? and u.id <> users.id)""";

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("19");
    }

    @Override
    public String getDescription() {
        return "email forms";
    }

    @Override
    public @Nullable Integer getChecksum() {
        return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        rewrite(context.getConnection());
    }

    private static void rewrite(Connection connection) throws SQLException {
        try (var update = connection.prepareStatement(REWRITE)) {
            for (var row : odd(connection).entrySet()) {
                var address = row.getValue();
                update.setString(1, address.value());
                update.setObject(2, row.getKey());
                update.setString(3, address.key());
                update.executeUpdate();
            }
        }
    }

    private static Map<UUID, EmailAddress> odd(Connection connection) throws SQLException {
        var found = new LinkedHashMap<UUID, EmailAddress>();
        try (var query = connection.createStatement();
                var rows = query.executeQuery(ODD)) {
            while (rows.next()) {
                var text = rows.getString("email");
                var address = EmailAddress.read(text);
                if (address != null && !address.value().equals(text)) {
                    found.put(rows.getObject("id", UUID.class), address);
                }
            }
        }
        return found;
    }
}
