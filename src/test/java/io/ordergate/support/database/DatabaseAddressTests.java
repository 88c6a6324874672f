package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ordergate.support.database.DatabaseAddress.Host;
import java.time.Duration;
import java.util.List;
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
        var address = DatabaseAddress.parse(url);
        assertThat(address.hosts()).containsExactly(new Host("db", 5432));
        assertThat(List.of(address.database(), address.username(), address.password(), address.sslMode()))
                .containsExactly("orders", "shop", "hush", "prefer");
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
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@shop_db:5432/orders?sslmode=prefer"))
                .isEqualTo(new DatabaseAddress("shop_db", 5432, "orders", "shop", "hush", "prefer"));
    }

    @Test
    void takesAddressesInsteadOfNames() {
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@[::1]:5433/orders")
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://[::1]:5433/orders?sslmode=prefer&prepareThreshold=0");
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@127.0.0.1/orders")
                        .hosts())
                .containsExactly(new Host("127.0.0.1", 5432));
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@[2001:db8::7]/orders")
                        .hosts())
                .containsExactly(new Host("2001:db8::7", 5432));
    }

    @Test
    void severalServersAreOneDatabaseWhosePrimaryIsMeant() {
        var address = DatabaseAddress.parse("postgresql://shop:hush@db1:5433,[::1]:5434,db3/orders");
        assertThat(address.hosts())
                .containsExactly(new Host("db1", 5433), new Host("::1", 5434), new Host("db3", 5432));
        assertThat(address.primaryOnly()).isTrue();
        assertThat(address).hasToString("db1:5433,[::1]:5434,db3:5432/orders");
        assertThat(address.jdbcUrl())
                .isEqualTo("jdbc:postgresql://db1:5433,[::1]:5434,db3:5432/orders?sslmode=prefer"
                        + "&targetServerType=primary&prepareThreshold=0");
    }

    @ParameterizedTest
    @CsvSource({"db?targetServerType=primary,true", "db?targetServerType=any,false", "db,false"})
    void oneServerIsTakenAsItIs(String end, boolean primaryOnly) {
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@db/" + end).primaryOnly())
                .isEqualTo(primaryOnly);
    }

    @Test
    void bothDriversHeedTheParameters() {
        var address = DatabaseAddress.parse(
                "postgresql://shop:hush@db1,db2/orders?targetServerType=any&application_name=node%207&connect_timeout=2");
        assertThat(address.primaryOnly()).isFalse();
        assertThat(address.applicationName()).isEqualTo("node 7");
        assertThat(address.connectTimeout(Duration.ofSeconds(3), Duration.ofSeconds(5)))
                .hasSeconds(2);
        assertThat(address.jdbcUrl())
                .isEqualTo("jdbc:postgresql://db1:5432,db2:5432/orders?sslmode=prefer&ApplicationName=node+7"
                        + "&connectTimeout=2&prepareThreshold=0");
    }

    @Test
    void everyServerIsAskedBeforeACallerGivesUp() {
        var usual = Duration.ofSeconds(3);
        var together = Duration.ofSeconds(6);
        assertThat(DatabaseAddress.parse("postgresql://u@a/d").connectTimeout(usual, together))
                .isEqualTo(usual);
        assertThat(DatabaseAddress.parse("postgresql://u@a,b,c/d").connectTimeout(usual, together))
                .hasSeconds(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"options=-chush", "ssl=true", "SSLMODE=require", "target_session_attrs=read-write"})
    void aParameterThatNobodyWouldHeedIsRefusedByItsName(String parameter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseAddress.parse("postgresql://shop:hush@db/orders?" + parameter))
                .withMessageStartingWith(
                        "DATABASE_URL has the parameter " + parameter.replaceFirst("=.*", "") + ", which is none of")
                .withMessageNotContaining("hush");
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
                "postgresql://shop:hush@db/orders?sslmode=require&sslmode=disable",
                "postgresql://shop:hush@db/orders?targetServerType=secondary",
                "postgresql://shop:hush@db/orders?connect_timeout=0",
                "postgresql://shop:hush@db/orders?application_name=",
                "postgresql://shop:hush@db/orders?=hush",
                "postgresql://shop:hush@db1,,db2/orders",
                "postgresql://shop:hush@db1,/orders",
                "postgresql://shop:hush@db:65536/orders",
                "postgresql://shop:hush@::1/orders",
                "postgresql://shop:hush@[db]/orders",
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

    /** As libpq has it: who names certificates wants them checked. */
    @Test
    void certificatesThatAreNamedAreChecked() {
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@db/orders?sslmode=require&sslrootcert=/ca.pem")
                        .sslMode())
                .isEqualTo("verify-ca");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseAddress.parse("postgresql://shop:hush@db/orders?sslrootcert=/ca.pem"))
                .withMessageContaining("DATABASE_URL has the parameter sslrootcert, which counts only with sslmode");
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
                        + "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory&prepareThreshold=0");
        assertThat(DatabaseAddress.parse(
                                "postgresql://shop:hush@db/orders?sslmode=verify-ca&sslrootcert=%2Frun%2Fca%26b.pem")
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://db:5432/orders?sslmode=verify-ca&sslrootcert=%2Frun%2Fca%26b.pem"
                        + "&prepareThreshold=0");
        assertThat(DatabaseAddress.parse("postgresql://shop:hush@db/orders?sslmode=require")
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://db:5432/orders?sslmode=require&prepareThreshold=0");
    }
}
