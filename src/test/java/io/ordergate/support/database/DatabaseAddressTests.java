package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTests {

    @Test
    void readsEveryPart() {
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@db.example:6432/orders?sslmode=require"))
                .isEqualTo(new DatabaseAddress("db.example", 6432, "orders", "shop", "hush", "require"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://shop:hush@db/orders",
                "postgresql+asyncpg://shop:hush@db/orders",
                "postgresql+psycopg2://shop:hush@db:5432/orders",
                " postgresql://shop:hush@db:/orders?application_name=x&connect_timeout=3\n"
            })
    void readsTheFormsThatShopsHave(String url) {
        assertThat(DatabaseAddress.parse(url))
                .isEqualTo(new DatabaseAddress("db", 5432, "orders", "shop", "hush", "disable"));
    }

    @Test
    void decodesWhatAUrlHasToEscape() {
        var address = DatabaseAddress.parse("postgresql://sh%40op:p%3A%2F%40+%25%20s%C3%A9:x@db/or%20ders");
        assertThat(address.username()).isEqualTo("sh@op");
        assertThat(address.password()).isEqualTo("p:/@+% sé:x");
        assertThat(address.database()).isEqualTo("or ders");
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://shop@db/orders,''",
        "postgresql://shop:@db/orders,''",
        "postgresql://shop:a:b@db/orders,a:b"
    })
    void thePasswordIsBehindTheFirstColon(String url, String password) {
        assertThat(DatabaseAddress.parse(url).password()).isEqualTo(password);
    }

    @Test
    void aUserThatIsNotNamedIsNotCalledNull() {
        try {
            assertThat(DatabaseAddress.parse("postgresql://db/orders").username())
                    .isNotEqualTo("null");
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("postgresql://user:password@host:5432/database");
        }
    }

    @Test
    void takesTheNamesThatComposeGivesToHosts() {
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@shop_db:5432/orders"))
                .isEqualTo(new DatabaseAddress("shop_db", 5432, "orders", "shop", "hush", "disable"));
    }

    @Test
    void takesAddressesInsteadOfNames() {
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@[::1]:5433/orders")
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://[::1]:5433/orders?sslmode=disable");
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@127.0.0.1/orders")
                        .host())
                .isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hush",
                "mysql://shop:hush@db/orders",
                "jdbc:postgresql://db/orders?password=hush",
                "postgresql:shop:hush@db/orders",
                "postgresql://shop:hush@/orders",
                "postgresql://shop:hush@db",
                "postgresql://shop:hush@db/",
                "postgresql://shop:hu sh@db/orders",
                "postgresql://shop:hush%@db/orders",
                "postgresql://shop:hush%zz@db/orders",
                "postgresql://shop:hush@db:port/orders",
                "postgresql://shop:hush@db/orders?sslmode=on",
                "://hush",
                "\u0000hush"
            })
    void refusesAnythingElseWithoutRepeatingIt(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseAddress.parse(url))
                .withMessageContaining("DATABASE_URL")
                .withMessageContaining("postgresql://user:password@host:5432/database")
                .withMessageNotContaining("hush")
                .withNoCause();
    }

    @Test
    void doesNotShowWhoConnects() {
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@db:5432/orders"))
                .hasToString("db:5432/orders");
    }

    @Test
    void tellsTheOtherDriverTheSame() {
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@db/orders?sslmode=verify-full")
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://db:5432/orders?sslmode=verify-full"
                        + "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory");
        assertThat(DatabaseAddress.parse(
                                "postgresql://shop:hush@db/orders?sslmode=verify-ca&sslrootcert=%2Frun%2Fca%26b.pem")
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://db:5432/orders?sslmode=verify-ca&sslrootcert=%2Frun%2Fca%26b.pem");
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@db/orders?sslmode=require")
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://db:5432/orders?sslmode=require");
    }
}
