package io.ordergate.verification;

import static io.ordergate.support.database.Rows.value;

import io.ordergate.ratelimit.BudgetSql;
import io.ordergate.ratelimit.RateLimiter.Budget;
import io.ordergate.support.database.Db;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Ids;
import io.ordergate.verification.Challenges.Insertion;
import io.ordergate.verification.attempt.Guess;
import io.ordergate.verification.attempt.NewChallenge;
import io.ordergate.verification.attempt.Purpose;
import io.ordergate.verification.attempt.UsedCode;
import io.ordergate.web.security.ClientAddress;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Challenges in PostgreSQL. Times are the database's, so that nodes with wrong clocks agree. */
@Repository
class ChallengeRepository {

    /**
     * What an earlier request has left.
     *
     * @param isRepeat whether it had the same key
     * @param isSame whether it asked for the same thing, in the name of the same client
     * @param isLocked whether too many wrong codes were typed today for the phone
     */
    record EarlierRequest(Challenge challenge, boolean isRepeat, boolean isSame, boolean isLocked) {}

    /** What a challenge is called, and the secret that its code comes from. */
    record ChallengeName(UUID id, String keyId) {}

    /** How long a key names the request that it came with, and a while. */
    private static final Duration KEYS = Duration.ofHours(25);

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    private final Db db;
    private final VerificationSettings settings;

    ChallengeRepository(Db db, VerificationSettings settings) {
        this.db = db;
        this.settings = settings;
    }

    /**
     * Writes a new challenge and acquires from these budgets; not started, and nothing was written, when its key is taken, its phone is
     * locked or has to wait, or the last code of the phone answers the same request, or when a budget is full.
     */
    Mono<Insertion> insert(
            SessionToken token,
            NewChallenge challenge,
            String words,
            String language,
            Duration wait,
            List<Budget> budgets) {
        var now = Ids.time(token.challengeId());
        var life = settings.life(challenge.purpose());
        var call = BudgetSql.bind(settings.day().bind(ChallengeSql.INSERT.call()), budgets)
                .bind("id", token.challengeId())
                .bind("first_id", Ids.smallest(now.minus(KEYS)))
                .bind("end_id", Ids.smallest(now.plus(CLOCKS_DIFFER)))
                .bind("key_id", token.key().idBytes())
                .bind("purpose", challenge.purpose().id())
                .bind("phone", challenge.phone().e164())
                .bind("country", challenge.phone().country())
                .bind("payload", Json.of(challenge.payload()))
                .bind("about", words)
                .bind("language", language)
                .bind("start_key", challenge.keyDigest(), byte[].class)
                .bind("request_digest", challenge.requestDigest())
                .bind("wait", wait.toSeconds())
                .bind("max_attempts", settings.attempts(challenge.purpose()))
                .bind("max_sends", settings.maxSends())
                .bind("life", life.toSeconds())
                .bind("address", challenge.clientAddress().value())
                .bind("guess_address", challenge.clientAddress().widest().value());
        return db.list(call, Insertion.Row::read).retryWhen(BudgetSql.lost()).map(Insertion.Row::join);
    }

    /** What the challenge with this key confirms. */
    Mono<String> findPayload(byte[] keyDigest, Instant now) {
        return db.one(
                ChallengeSql.PAYLOAD
                        .bind("start_key", keyDigest)
                        .bind("first_id", Ids.smallest(now.minus(KEYS)))
                        .bind("end_id", Ids.smallest(now.plus(CLOCKS_DIFFER))),
                row -> value(row, "payload", String.class));
    }

    Mono<Challenge> find(UUID id, Purpose purpose, ClientAddress address) {
        return db.one(
                ChallengeSql.READ_BY_ID
                        .bind("id", id)
                        .bind("purpose", purpose.id())
                        .bind("wait", settings.resendWait().toSeconds())
                        .bind("day_address", settings.dayAddressGuesses())
                        .bind("day_all", settings.dayGuesses())
                        .bind("guess_address", address.widest().value()),
                ChallengeRepository::challenge);
    }

    /** Whatever it is for. */
    Mono<Challenge> find(UUID id, ClientAddress address) {
        return db.one(
                ChallengeSql.READ_BY_ANY_ID
                        .bind("id", id)
                        .bind("wait", settings.resendWait().toSeconds())
                        .bind("day_address", settings.dayAddressGuesses())
                        .bind("day_all", settings.dayGuesses())
                        .bind("guess_address", address.widest().value()),
                ChallengeRepository::challenge);
    }

    /** What an earlier request has left that stands in the way of this one. */
    Mono<EarlierRequest> findEarlier(NewChallenge challenge) {
        return db.one(
                ChallengeSql.READ_EARLIER
                        .bind("start_key", challenge.keyDigest(), byte[].class)
                        .bind("request_digest", challenge.requestDigest())
                        .bind("phone", challenge.phone().e164())
                        .bind("purpose", challenge.purpose().id())
                        .bind("wait", settings.resendWait().toSeconds())
                        .bind("day_address", settings.dayAddressGuesses())
                        .bind("day_all", settings.dayGuesses())
                        .bind(
                                "guess_address",
                                challenge.clientAddress().widest().value()),
                row -> new EarlierRequest(
                        challenge(row),
                        value(row, "is_repeat", Boolean.class),
                        value(row, "is_same", Boolean.class),
                        value(row, "is_locked", Boolean.class)));
    }

    /**
     * The code of the request that used it, once more. A wrong one counts like any other, and the last that may be compared is the
     * end of the repeats. Empty when the code was not used by a request with this key, or not a moment ago.
     */
    Mono<UsedCode> repeat(Guess guess, byte[] keyDigest) {
        return db.one(
                ChallengeSql.REPEAT
                        .bind("id", guess.challengeId())
                        .bind("purpose", guess.purpose().id())
                        .bind("consume_key", keyDigest)
                        .bind("wrong", guess.isOtherCode())
                        .bind("window", UsedCode.REPEATS.toSeconds())
                        .bind("guess_address", guess.limitedAddress())
                        .bind("day_address", guess.day().perAddress())
                        .bind("day_all", guess.day().inAll()),
                row -> new UsedCode(
                        guess.challengeId(),
                        new PhoneNumber(value(row, "phone", String.class), value(row, "country", String.class)),
                        value(row, "consumed_at", Instant.class),
                        !value(row, "is_wrong", Boolean.class)));
    }

    /** The newest open challenge of a phone, or else the newest that was used a moment ago. */
    Mono<ChallengeName> findNewest(PhoneNumber phone, Purpose purpose) {
        return db.one(
                ChallengeSql.NEWEST
                        .bind("phone", phone.e164())
                        .bind("purpose", purpose.id())
                        .bind("window", UsedCode.REPEATS.toSeconds()),
                row -> new ChallengeName(value(row, "id", UUID.class), value(row, "key_id", String.class)));
    }

    /** Counts one more text; false when none may be sent now. */
    Mono<Boolean> countSend(UUID id) {
        return countSend(id, settings.resendWait());
    }

    /** Counts one more text; false when none may be sent now, or one was counted within this time. Of many at once one counts. */
    Mono<Boolean> countSend(UUID id, Duration wait) {
        return db.updateOne(ChallengeSql.COUNT_SEND.bind("id", id).bind("wait", wait.toSeconds()));
    }

    /** Takes back a counted text that no provider took: the customer may ask again at once. */
    Mono<Void> uncountSend(UUID id) {
        return uncountSend(id, settings.resendWait());
    }

    /** Takes back a counted text, as if it had been counted this time ago. */
    Mono<Void> uncountSend(UUID id, Duration wait) {
        return db.update(ChallengeSql.UNCOUNT_SEND.bind("id", id).bind("wait", wait.toSeconds()))
                .then();
    }

    /** Ends a challenge whose code never left, and frees its key, so that a repeat tries again. */
    Mono<Void> close(UUID id) {
        return db.update(ChallengeSql.CLOSE.bind("id", id)).then();
    }

    /** Ends a challenge whose secret is gone, used or not, and frees its key. */
    Mono<Void> abandon(UUID id) {
        return db.update(ChallengeSql.ABANDON.bind("id", id)).then();
    }

    /**
     * Deletes every challenge of a phone that was begun until then, over or not, and then the budgets of the phone: who types
     * a code back at this moment locks both in the same order.
     */
    Mono<Void> erase(PhoneNumber phone, Instant until) {
        return db.update(ChallengeSql.ERASE.bind("phone", phone.e164()).bind("until", until.atOffset(ZoneOffset.UTC)))
                .then(db.update(ChallengeSql.ERASE_BUDGETS.bind("phone", phone.e164())))
                .then();
    }

    /** Where a code may be guessed at all it may be guessed once, even if others have used up what the day has for all. */
    private static Challenge challenge(Readable row) {
        var state = Challenge.State.valueOf(value(row, "state", String.class));
        return new Challenge(
                value(row, "id", UUID.class),
                value(row, "key_id", String.class),
                new PhoneNumber(value(row, "phone", String.class), value(row, "country", String.class)),
                value(row, "about", String.class),
                value(row, "client_address", String.class),
                state,
                Math.max(value(row, "attempts_remaining", Integer.class), state == Challenge.State.OPEN ? 1 : 0),
                value(row, "sends_remaining", Integer.class),
                Duration.ofSeconds(value(row, "expires_in", Integer.class)),
                Duration.ofSeconds(value(row, "resend_in", Integer.class)),
                Duration.ofSeconds(value(row, "sent_ago", Integer.class)));
    }
}
