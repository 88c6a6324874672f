package io.ordergate.support;

import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Points the driver of requests and the driver of migrations at one database. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    static final String URL = "DATABASE_URL";
    private static final int STATEMENT_CACHE = 256;

    @Bean
    @ConditionalOnProperty(URL)
    DatabaseAddress databaseAddress(Environment environment) {
        return DatabaseAddress.parse(environment.getRequiredProperty(URL));
    }

    @Bean
    R2dbcConnectionDetails requests(DatabaseAddress address, DatabaseSettings settings) {
        var options = ConnectionFactoryOptions.builder()
                .option(ConnectionFactoryOptions.DRIVER, "postgresql")
                .option(ConnectionFactoryOptions.HOST, address.host())
                .option(ConnectionFactoryOptions.PORT, address.port())
                .option(ConnectionFactoryOptions.DATABASE, address.database())
                .option(ConnectionFactoryOptions.USER, address.username())
                .option(ConnectionFactoryOptions.PASSWORD, address.password())
                .option(ConnectionFactoryOptions.CONNECT_TIMEOUT, Duration.ofSeconds(3))
                .option(ConnectionFactoryOptions.STATEMENT_TIMEOUT, settings.statementTimeout())
                .option(PostgresqlConnectionFactoryProvider.APPLICATION_NAME, "ordergate")
                .option(PostgresqlConnectionFactoryProvider.PREPARED_STATEMENT_CACHE_QUERIES, STATEMENT_CACHE)
                .option(PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE, true);
        if (!address.sslMode().equals("disable")) {
            options.option(ConnectionFactoryOptions.SSL, true)
                    .option(
                            io.r2dbc.spi.Option.valueOf(PostgresqlConnectionFactoryProvider.SSL_MODE.name()),
                            address.sslMode());
        }
        return options::build;
    }

    @Bean
    Migrations migrations(DatabaseAddress address) {
        return new Migrations(address);
    }

    /** Flyway looks for the second kind to switch itself on, and for the first to connect. */
    record Migrations(DatabaseAddress address) implements FlywayConnectionDetails, JdbcConnectionDetails {

        @Override
        public String getDriverClassName() {
            return "org.postgresql.Driver";
        }

        @Override
        public String getUsername() {
            return address.username();
        }

        @Override
        public String getPassword() {
            return address.password();
        }

        @Override
        public String getJdbcUrl() {
            return address.jdbcUrl();
        }
    }
}
