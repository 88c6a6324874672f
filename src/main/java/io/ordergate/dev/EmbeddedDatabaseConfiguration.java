package io.ordergate.dev;

import io.ordergate.support.database.DatabaseAddress;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts a database when none is configured; the packaged jar does not have the classes for it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "DATABASE_URL", matchIfMissing = true, havingValue = "none")
@ConditionalOnClass(name = "io.zonky.test.db.postgres.embedded.EmbeddedPostgres")
class EmbeddedDatabaseConfiguration {

    @Bean(destroyMethod = "close")
    EmbeddedDatabase embeddedDatabase(DevSettings settings) {
        return new EmbeddedDatabase(Path.of(settings.dataFolder()));
    }

    @Bean
    DatabaseAddress embeddedDatabaseAddress(EmbeddedDatabase database) {
        return new DatabaseAddress("127.0.0.1", database.port(), "postgres", "postgres", "", "disable");
    }
}
