package io.ordergate.sms.journal;

import static io.ordergate.support.database.Rows.first;
import static io.ordergate.support.database.Rows.value;

import io.ordergate.sms.DeliveryReceipt;
import io.ordergate.sms.SmsAnswers;
import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.SecretKeys;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The sent texts in PostgreSQL. Rows are bound as arrays, so that a statement is the same for any number of rows. */
@Repository
class SmsMessageRepository {

    /** Keeps the greatest receipt of each text, whatever their order; counts the known texts. */
    private static final Sql RECEIPTS = Sql.of("""
            with ranks (delivery, rank) as (values ('queued', 1), ('sent', 2), ('failed', 3), ('delivered', 4)),
            receipts as (
                select distinct on (r.provider_id) r.provider_id, r.delivery, r.reason, r.price, r.currency, k.rank
                  from jsonb_to_recordset(:rows::jsonb)
                    as r (provider_id text, delivery text, reason text, price numeric, currency text)
                  join ranks k on k.delivery = r.delivery
                 order by r.provider_id, k.rank desc),
            noted as (
                update sms_messages m
                   set delivery = r.delivery, delivery_reason = r.reason, delivery_at = now(),
                       price = coalesce(r.price, m.price), currency = coalesce(r.currency, m.currency)
                  from receipts r
                 where m.provider = :provider and m.provider_id = r.provider_id
                   and r.rank > coalesce((select k.rank from ranks k where k.delivery = m.delivery), 0))
            select count(distinct m.provider_id)
              from sms_messages m join receipts r on r.provider_id = m.provider_id
             where m.provider = :provider""");

    /**
     * Marks, of the texts that carried a code, the one that most probably brought the code. Codes are one array, since a join with a
     * list reads all codes of the journal; their texts are no older than they are, and not looked for in earlier partitions.
     */
    static final Sql VERIFIED = Sql.of("""
            update sms_messages m set verified_at = now()
              from (select distinct on (challenge_id) id, provider
                      from sms_messages
                     where challenge_id = any (:challenge_ids::uuid[]) and id >= :first_id and outcome in ('accepted', 'unknown')
                     order by challenge_id, case delivery when 'delivered' then 0 when 'failed' then 2 else 1 end,
                              outcome, asked_at desc) t
             where m.id = t.id and m.provider = t.provider and m.verified_at is null""");

    private static final Sql ACCEPTED = Sql.of("""
            select exists (
              select from sms_messages where challenge_id = :challenge_id and outcome = 'accepted') as accepted""");

    private static final Sql UNDELIVERED = Sql.of("""
            select distinct provider from sms_messages where challenge_id = :challenge_id and delivery = 'failed'""");

    /** Selects, of the texts that carried a code, a delivered one or else the last. */
    private static final Sql DELIVERY = Sql.of("""
            select provider, coalesce(delivery, '') as delivery, coalesce(delivery_reason, '') as reason
              from sms_messages
             where challenge_id = :challenge_id and outcome in ('accepted', 'unknown')
             order by coalesce(delivery, '') = 'delivered' desc, asked_at desc
             limit 1""");

    private static final Sql ERASE = Sql.of("""
            with hashes as materialized (
                select decode(hash, 'hex') as hash from jsonb_array_elements_text(:hashes::jsonb) as h (hash)),
            refused as (
                update sms_refusals set phone_hash = null, phone_masked = null, client_address = null
                 where phone_hash in (select hash from hashes) and at <= :until)
            update sms_messages set phone_hash = null, phone_masked = null
             where phone_hash in (select hash from hashes) and asked_at <= :until""");

    private static final Sql KNOWN = Sql.of("""
            select exists (
              select from sms_messages
               where phone_hash = any (array(
                       select decode(hash, 'hex') from jsonb_array_elements_text(:hashes::jsonb) as h (hash)))
                 and verified_at is not null) as known""");

    private static final String TEXT = """
            select m.asked_at, m.answered_at, m.provider, m.purpose, coalesce(m.delivery_reason, m.reason) as reason,
                   case when m.verified_at is not null then 'verified' else coalesce(m.delivery, m.outcome) end as state
              from sms_messages m""";

    private static final Sql OF_CHALLENGE = Sql.of("""
            {text}
             where m.challenge_id = :challenge_id
             order by m.asked_at desc limit :limit""", Map.of("text", TEXT));

    /** Ids are in time order: their range tells the partitions. */
    private static final Sql OF_PHONE = Sql.of("""
            {text}
             where m.phone_hash = any (array(
                     select decode(hash, 'hex') from jsonb_array_elements_text(:hashes::jsonb) as h (hash)))
               and m.id >= :first and m.id < :last and m.purpose = :purpose
             order by m.asked_at desc limit :limit""", Map.of("text", TEXT));

    /** Nodes whose clocks differ by more do not start. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private static final JsonMapper JSON = new JsonMapper();

    private final Db db;
    private final SecretKeys keys;

    /** A text with a code: its provider, and the state and reason of its receipts, empty without any. */
    record CodeText(String provider, String delivery, String reason) {}

    SmsMessageRepository(Db db, SecretKeys keys) {
        this.db = db;
        this.keys = keys;
    }

    /** Writes the attempts; rows that exist stay unchanged. They are looked for only if some exist: that costs as much as the rows. */
    Mono<Void> insert(List<SmsAttempt> attempts) {
        var sql = new SmsAttemptSql(attempts);
        return db.update(sql.insert(keys.current()))
                .onErrorResume(DuplicateKeyException.class, some -> db.update(sql.insertMissing(keys.current())))
                .then();
    }

    /** Records the receipts; gives how many of their texts are known here. */
    Mono<Long> record(String provider, List<DeliveryReceipt> receipts) {
        var rows = JSON.createArrayNode();
        receipts.forEach(receipt -> put(rows.addObject(), receipt));
        return db.one(RECEIPTS.bind("rows", Json.of(rows.toString())).bind("provider", provider), first(Long.class));
    }

    /** Records that the codes of these challenges were typed back. */
    Mono<Void> verified(List<UUID> challengeIds) {
        var first = challengeIds.stream()
                .map(Ids::time)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return db.jobs()
                .update(VERIFIED.bind("challenge_ids", challengeIds.toArray(UUID[]::new))
                        .bind("first_id", Ids.smallest(first.minus(CLOCKS_DIFFER))))
                .then();
    }

    /** Whether a provider has accepted a text with the code of this challenge. */
    Mono<Boolean> isAccepted(UUID challengeId) {
        return db.one(ACCEPTED.bind("challenge_id", challengeId), first(Boolean.class));
    }

    Mono<Set<String>> undelivered(UUID challengeId) {
        return db.list(UNDELIVERED.bind("challenge_id", challengeId), first(String.class))
                .map(Set::copyOf);
    }

    Mono<CodeText> delivery(UUID challengeId) {
        return db.one(
                DELIVERY.bind("challenge_id", challengeId),
                row -> new CodeText(
                        value(row, "provider", String.class),
                        value(row, "delivery", String.class),
                        value(row, "reason", String.class)));
    }

    /** Removes the phone from its rows, by the hashes of all secrets. */
    Mono<Void> erase(PhoneNumber phone, Instant until) {
        return db.update(ERASE.bind("hashes", hashes(phone)).bind("until", until.atOffset(ZoneOffset.UTC)))
                .then();
    }

    Mono<Boolean> isKnown(PhoneNumber phone) {
        return db.one(KNOWN.bind("hashes", hashes(phone)), row -> value(row, "known", Boolean.class));
    }

    /** The texts with the code of a challenge, the newest ones. */
    Mono<List<JournalText>> ofChallenge(UUID challengeId, int limit) {
        return db.list(OF_CHALLENGE.bind("challenge_id", challengeId).bind("limit", limit), SmsMessageRepository::text);
    }

    /** The texts to a phone for a purpose that were begun in this time, the newest ones. */
    Mono<List<JournalText>> ofPhone(PhoneNumber phone, String purpose, Instant from, Instant to, int limit) {
        return db.list(
                OF_PHONE.bind("hashes", hashes(phone))
                        .bind("purpose", purpose)
                        .bind("first", Ids.smallest(from))
                        .bind("last", Ids.smallest(to))
                        .bind("limit", limit),
                SmsMessageRepository::text);
    }

    private static JournalText text(Readable row) {
        return new JournalText(
                value(row, "asked_at", Instant.class),
                value(row, "answered_at", Instant.class),
                value(row, "provider", String.class),
                value(row, "purpose", String.class),
                value(row, "state", String.class),
                row.get("reason", String.class));
    }

    /** The hashes of the phone by all secrets. */
    private Json hashes(PhoneNumber phone) {
        var hashes = JSON.createArrayNode();
        keys.all().forEach(key -> hashes.add(PhoneHash.of(key, phone.e164())));
        return Json.of(hashes.toString());
    }

    private static void put(ObjectNode row, DeliveryReceipt receipt) {
        row.put("provider_id", receipt.messageId())
                .put("delivery", receipt.delivery().id());
        if (!receipt.reason().isEmpty()) {
            row.put("reason", SmsAnswers.reason(receipt.reason()));
        }
        if (receipt.price() != null) {
            row.put("price", receipt.price().amount())
                    .put("currency", receipt.price().currency());
        }
    }
}
