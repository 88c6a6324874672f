package io.ordergate.sms.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.sms.gateway.SmsGateway;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.testing.Cable;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Sms;
import io.ordergate.testing.TestDatabase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;

/** Texts go on while the database is away: afterwards each has its row, once, and the money of the day is right throughout. */
@IntegrationTest
@DirtiesContext
@Import(Sms.class)
@TestPropertySource(
        properties = {
            "ordergate.sms.providers=scripted",
            "ordergate.sms.guard.prices=LI:0.01;*:0.000000001", // texts of other tests cost next to nothing
            "ordergate.sms.guard.daily-cap=1000",
            "ordergate.sms.guard.refresh=500ms"
        })
class JournalOutageTests {

    private static final Cable CABLE = Cable.toTheDatabase();
    private static final PhoneNumber PHONE = new PhoneNumber("+4236601234567", "LI");
    private static final BigDecimal PRICE = new BigDecimal("0.01");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ROWS = "select count(*) from sms_messages where country = 'LI'";

    @Autowired
    private SmsGateway gateway;

    @Autowired
    private Spending spending;

    @Autowired
    private SpendRepository costs;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private Database database;

    private long sent;

    @DynamicPropertySource
    static void throughTheCable(DynamicPropertyRegistry properties) {
        properties.add("DATABASE_URL", () -> CABLE.through(TestDatabase.applicationUrl()));
        properties.add("DATABASE_MIGRATION_URL", TestDatabase::url);
    }

    /** What other tests have sent may have been read before it is deleted: the whole day is read again after half a minute. */
    @BeforeEach
    void begin() {
        database.run("delete from sms_messages where country = 'LI'");
        await().atMost(PATIENCE.multipliedBy(2)).until(() -> spending.isKnown() && spent().signum() == 0);
    }

    @AfterAll
    static void end() {
        CABLE.close();
    }

    @Test
    void rowsAreKeptUntilTheDatabaseIsBack() {
        send(20);
        await().atMost(PATIENCE).until(() -> database.count(ROWS) == sent);
        CABLE.cut();
        for (var second = 0; second < 12; second++) {
            send(40);
        }
        assertThat(meters.get("ordergate.sms.journal.waiting").gauge().value()).isEqualTo(480);
        assertThat(database.count(ROWS)).isEqualTo(20);
        CABLE.mend();
        send(10);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(spent()).isEqualByComparingTo(cost());
            assertThat(database.count(ROWS)).isEqualTo(sent);
        });
        assertThat(lost()).isZero();
        assertThat(costs.spent(Instant.now().truncatedTo(ChronoUnit.DAYS), Instant.now(), SmsPrices.of("LI:0.01"))
                        .block(PATIENCE)
                        .all())
                .as("what another node reads")
                .isEqualByComparingTo(cost());
    }

    /** So many texts within a second; what is known of their cost is right after each. */
    private void send(int texts) {
        Flux.range(0, texts)
                .delayElements(Duration.ofSeconds(1).dividedBy(texts))
                .concatMap(text -> gateway.send(PHONE, "test", "A text."))
                .doOnNext(taken -> sent++)
                .doOnNext(taken -> assertThat(spent()).isEqualByComparingTo(cost()))
                .blockLast(PATIENCE);
    }

    private BigDecimal spent() {
        return spending.spent().setScale(2, RoundingMode.DOWN);
    }

    private BigDecimal cost() {
        return PRICE.multiply(BigDecimal.valueOf(sent));
    }

    private double lost() {
        return meters.get("ordergate.sms.journal").tag("rows", "lost").counter().count();
    }
}
