package io.ordergate.sms.journal;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.sms.FakeProvider;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.SmsResult.Price;
import io.ordergate.sms.SmsSettings;
import io.ordergate.support.database.Db;
import io.ordergate.support.job.RetentionRule;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.SecretUse;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Sms;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

@IntegrationTest
@Import(Sms.class)
@TestPropertySource(properties = {"ordergate.sms.providers=scripted,console", "ordergate.sms.journal-delay=100ms"})
class SmsJournalTests {

    private static final String ROWS = "select * from sms_messages where phone_masked = $1 and country = 'BD'"
            + " and encode(phone_hash, 'hex') = $2 order by asked_at, answered_at";

    /** Characters with a meaning within an array of PostgreSQL. */
    private static final String ODD = "{\"a\\b\",null,'c'}";

    @Autowired
    private Api api;

    @Autowired
    private Sms sms;

    @Autowired
    private Database database;

    @Autowired
    private SecretKeys keys;

    @Autowired
    private SmsMessageRepository messages;

    @Autowired
    private SmsRefusalRepository refusals;

    @Autowired
    private SentMessages sent;

    @Autowired
    private RetentionRule smsMessageRule;

    @Autowired
    private Db db;

    @Autowired
    private SmsSettings settings;

    @Autowired
    private Ids ids;

    @Autowired
    private Clock clock;

    @AfterEach
    void recover() {
        sms.refuse(false);
    }

    @Test
    void everyAttemptIsARow() {
        var phone = somePhone();
        sms.refuse(true);
        assertThat(api.initiate(phone).status()).isEqualTo(202);
        await().until(() -> rows(phone).size() == 2);
        var rows = rows(phone);
        assertThat(rows.get(0))
                .containsEntry("provider", "scripted")
                .containsEntry("provider_id", null)
                .containsEntry("outcome", "unavailable")
                .containsEntry("reason", "scripted")
                .containsEntry("purpose", "order");
        assertThat(rows.get(1))
                .containsEntry("provider", "console")
                .containsEntry("provider_id", "console-" + rows.get(0).get("id"))
                .containsEntry("outcome", "accepted")
                .containsEntry("encoding", "gsm7")
                .containsEntry("segments", 1)
                .containsEntry("reason", null)
                .containsEntry("delivery", null);
        assertThat(rows.toString()).as("no phone, no code").doesNotContain(phone, phone.substring(4), api.code(phone));
    }

    @Test
    void whatThereIsAlreadyStaysAsItIs() {
        var phone = somePhone();
        var attempt = attempt(phone, new Accepted("x", new Price(new BigDecimal("0.8000"), "KES")));
        messages.insert(List.of(attempt, attempt)).block();
        messages.insert(List.of(attempt)).block();
        var other = somePhone();
        messages.insert(List.of(attempt, attempt(other, SmsResult.accepted("z"))))
                .block();
        assertThat(rows(other)).as("beside a row that exists").hasSize(1);
        assertThat(rows(phone)).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("price", new BigDecimal("0.8000"))
                .containsEntry("currency", "KES"));
    }

    @Test
    void everyValueIsKeptWhoeverItsNeighboursAre() {
        var phone = somePhone();
        var challengeId = ids.next();
        var asked = Instant.parse("2026-11-21T10:00:00.123456499Z");
        var answered = Instant.parse("2026-11-21T10:00:00.999999500Z");
        var price = new Price(new BigDecimal("0.8000"), "KES");
        var whole = attempt(phone, new Accepted(ODD, price), asked, answered, challengeId);
        var bare = attempt(
                phone,
                SmsResult.refused(SmsOutcome.UNKNOWN, "NULL\u0000 \ud800é"),
                asked.plusSeconds(1),
                answered,
                null);
        var blank = attempt(phone, SmsResult.accepted(" "), asked.plusSeconds(2), answered, null);
        messages.insert(List.of(whole, bare, blank)).block();
        var rows = rows(phone);
        assertThat(rows.get(0))
                .containsEntry("id", whole.id())
                .containsEntry("provider_id", ODD)
                .containsEntry("price", new BigDecimal("0.8000"))
                .containsEntry("currency", "KES")
                .containsEntry("reason", null)
                .containsEntry("challenge_id", challengeId);
        assertThat(time(rows.get(0), "asked_at")).isEqualTo("2026-11-21T10:00:00.123456Z");
        assertThat(time(rows.get(0), "answered_at")).isEqualTo("2026-11-21T10:00:01Z");
        assertThat(rows.get(1))
                .containsEntry("provider_id", null)
                .containsEntry("price", null)
                .containsEntry("currency", null)
                .containsEntry("outcome", "unknown")
                .containsEntry("reason", "NULL é")
                .containsEntry("challenge_id", null);
        assertThat(rows.get(2)).containsEntry("provider_id", null).containsEntry("outcome", "accepted");
    }

    @Test
    void codesThatComeBackCostWhatTheyAreHoweverManyTextsThereAre() throws SQLException {
        var first = Ids.smallest(clock.instant());
        database.run("""
                insert into sms_messages (id, provider, purpose, country, encoding, segments, outcome, asked_at, answered_at, challenge_id)
                select i.id, 'many', 'order', 'ZZ', 'gsm7', 1, 'accepted', now() - interval '40 days', now(), i.id
                  from (select (left($1::text, 14) || '7' || right(gen_random_uuid()::text, 21))::uuid as id
                          from generate_series(1, 20000)) i""", first);
        database.run("analyze sms_messages");
        var some = database.rows("select id from sms_messages where provider = 'many' limit 20").stream()
                .map(row -> row.get("id").toString())
                .collect(Collectors.joining(","));
        try (var connection = Database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set enable_seqscan = off");
            statement.execute("prepare verified (uuid[], uuid) as " + SmsMessageRepository.VERIFIED);
            try (var rows = statement.executeQuery(
                    "explain (analyze, buffers, format json) execute verified('{%s}', '%s')".formatted(some, first))) {
                rows.next();
                var plan = new JsonMapper().readTree(rows.getString(1)).path(0).path("Plan");
                assertThat(plan.path("Shared Hit Blocks").asLong()).isLessThan(300);
            } finally {
                connection.rollback();
            }
        } finally {
            database.force("delete from sms_messages where provider = 'many'");
        }
    }

    /** A text that moves to another page has new entries in all indexes. */
    @Test
    void codesOfOnePageComeBackAtOnceAndTheirTextsStayOnIt() {
        var codes = Stream.generate(ids::next).limit(400).toList();
        messages.insert(codes.stream().map(this::attemptOfCode).toList()).block();
        var pages = "select id, (ctid::text::point)[0] as page from sms_messages where provider = 'paged' order by id";
        var before = database.rows(pages);
        messages.verified(codes).block();
        assertThat(database.count(
                        "select count(*) from sms_messages where provider = 'paged' and verified_at is not null"))
                .isEqualTo(400);
        assertThat(database.rows(pages)).hasSize(400).isEqualTo(before);
    }

    @Test
    void whatComesWhileRowsAreWrittenWaitsForTheNextTimeInsteadOfManySmallStatements() {
        var waiting = new AtomicReference<SmsJournal>();
        var sizes = new ArrayList<Integer>();
        var counting = new SmsMessageRepository(db, keys) {
            @Override
            Mono<Void> insert(List<SmsAttempt> rows) {
                sizes.add(rows.size());
                waiting.get().attempted(message(somePhone()), "scripted", SmsResult.accepted("x"), clock.instant());
                return super.insert(rows);
            }
        };
        var own = new SmsJournal(counting, refusals, settings, new SimpleMeterRegistry(), clock, ids);
        waiting.set(own);
        for (var number = 0; number < 700; number++) {
            own.attempted(message(somePhone()), "scripted", SmsResult.accepted("x"), clock.instant());
        }
        assertThat(own.write().block(FakeProvider.PATIENCE)).isTrue();
        assertThat(own.write().block(FakeProvider.PATIENCE)).isTrue();
        assertThat(sizes).containsExactly(500, 200, 2);
    }

    @Test
    void whatTheProcessStillHoldsIsWrittenWhenItStops() {
        var own = new SmsJournal(messages, refusals, settings, new SimpleMeterRegistry(), clock, ids);
        var phone = somePhone();
        for (var number = 0; number < 1_200; number++) {
            own.attempted(message(phone), "scripted", SmsResult.accepted("x" + number), clock.instant());
        }
        var stopped = new CompletableFuture<Void>();
        own.stop(() -> stopped.complete(null));
        assertThat(stopped).succeedsWithin(FakeProvider.PATIENCE);
        assertThat(rows(phone)).hasSize(1_200);
    }

    /** The database is away, then writes without an answer in time, then is back: the stop waits, and no row is there twice. */
    @Test
    void theStopWaitsForADatabaseThatComesBack() {
        var tries = new AtomicInteger();
        var shaky = new SmsMessageRepository(db, keys) {
            @Override
            Mono<Void> insert(List<SmsAttempt> rows) {
                return switch (tries.incrementAndGet()) {
                    case 1, 2, 3 -> Mono.error(new DataAccessResourceFailureException("away"));
                    case 4 -> super.insert(rows).then(Mono.error(new TimeoutException()));
                    default -> super.insert(rows);
                };
            }
        };
        var registry = new SimpleMeterRegistry();
        var own = new SmsJournal(shaky, refusals, settings, registry, clock, ids);
        var phone = somePhone();
        for (var number = 0; number < 700; number++) {
            own.attempted(message(phone), "scripted", SmsResult.accepted("x" + number), clock.instant());
        }
        var stopped = new CompletableFuture<Void>();
        own.stop(() -> stopped.complete(null));
        assertThat(stopped).succeedsWithin(FakeProvider.PATIENCE);
        assertThat(rows(phone)).hasSize(700);
        assertThat(registry.get("ordergate.sms.journal")
                        .tag("rows", "written")
                        .counter()
                        .count())
                .isEqualTo(700);
    }

    @Test
    void anOverflowIsCounted() {
        var registry = new SimpleMeterRegistry();
        var own = new SmsJournal(messages, refusals, settings, registry, clock, ids);
        var message = message(somePhone());
        for (var number = 0; number < 20_003; number++) {
            own.attempted(message, "scripted", SmsResult.accepted("x"), clock.instant());
        }
        assertThat(registry.get("ordergate.sms.journal")
                        .tag("rows", "lost")
                        .counter()
                        .count())
                .isEqualTo(3);
        own.write().block(FakeProvider.PATIENCE);
        assertThat(registry.get("ordergate.sms.journal.waiting").gauge().value())
                .isZero();
    }

    @Test
    void whatTheDatabaseDoesNotTakeIsCountedAndHoldsUpNothing() {
        var registry = new SimpleMeterRegistry();
        var own = new SmsJournal(messages, refusals, settings, registry, clock, ids);
        var noNumber = new Price(new BigDecimal("1E200000"), "KES");
        own.attempted(message(somePhone()), "scripted", new Accepted("x", noNumber), clock.instant());
        own.write().block(FakeProvider.PATIENCE);
        assertThat(registry.get("ordergate.sms.journal")
                        .tag("rows", "lost")
                        .counter()
                        .count())
                .isEqualTo(1);
        var phone = somePhone();
        own.attempted(message(phone), "scripted", SmsResult.accepted("x"), clock.instant());
        own.write().block(FakeProvider.PATIENCE);
        assertThat(rows(phone)).hasSize(1);
    }

    @Test
    void whoIsErasedLeavesOnlyWhatItCost() {
        var phone = somePhone();
        var one = attempt(phone, SmsResult.accepted("x"));
        messages.insert(List.of(one, attempt(somePhone(), SmsResult.accepted("y"))))
                .block();
        sent.erase(new PhoneNumber(phone, "BD"), Instant.now()).block();
        assertThat(rows(phone)).isEmpty();
        assertThat(database.rows("select * from sms_messages where id = $1", one.id()))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("phone_hash", null)
                        .containsEntry("phone_masked", null)
                        .containsEntry("country", "BD"));
        assertThat(database.count(
                        "select count(*) from sms_messages where provider_id = 'y' and phone_hash is not null"))
                .isEqualTo(1);
    }

    @Test
    void whatIsOldIsDeleted() {
        var old = attempt(somePhone(), SmsResult.accepted("x"));
        var fresh = attempt(somePhone(), SmsResult.accepted("x"));
        messages.insert(List.of(old, fresh)).block();
        database.run("update sms_messages set asked_at = now() - interval '98 days' where id = $1", old.id());
        assertThat(smsMessageRule.deleteBatch(db, 1000).block().rows()).isPositive();
        assertThat(database.count("select count(*) from sms_messages where id in ($1, $2)", old.id(), fresh.id()))
                .isEqualTo(1);
    }

    private SmsMessage message(String phone) {
        return new SmsMessage(ids.next(), new PhoneNumber(phone, "BD"), "test", Sensitive.of("text"), null);
    }

    private SmsAttempt attempt(String phone, SmsResult result) {
        var now = clock.instant();
        return attempt(phone, result, now, now, null);
    }

    private SmsAttempt attempt(
            String phone, SmsResult result, Instant asked, Instant answered, @Nullable UUID challengeId) {
        var message =
                new SmsMessage(ids.next(), new PhoneNumber(phone, "BD"), "test", Sensitive.of("text"), challengeId);
        return SmsAttempt.of(message, "scripted", result, asked, answered);
    }

    private SmsAttempt attemptOfCode(UUID challengeId) {
        var now = clock.instant();
        var message = new SmsMessage(
                ids.next(), new PhoneNumber(somePhone(), "BD"), "order", Sensitive.of("text"), challengeId);
        return SmsAttempt.of(message, "paged", SmsResult.accepted("paged-" + message.id()), now, now);
    }

    private static Instant time(Map<String, Object> row, String column) {
        return ((Timestamp) row.get(column)).toInstant();
    }

    private List<Map<String, Object>> rows(String phone) {
        var hash = keys.current().hmac(SecretUse.PHONE_HASHES, phone.getBytes(StandardCharsets.US_ASCII));
        return database.rows(
                ROWS,
                new PhoneNumber(phone, "BD").masked(),
                java.util.HexFormat.of().formatHex(hash));
    }
}
