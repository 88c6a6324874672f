package io.ordergate.verification;

import io.ordergate.support.database.Sql;
import io.ordergate.support.job.RetentionRule;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How long challenges are kept, and the counts of wrong guesses: those of days before yesterday lock nobody. */
@Configuration(proxyBeanMethods = false)
class ChallengeRetention {

    /** Longer than a used one may be asked for again. */
    private static final Duration KEPT = Duration.ofDays(2);

    /** How long after it was used. */
    private static final Duration REPEATS = Duration.ofDays(1);

    /**
     * Old ones are found by their ids, which are in time order: an index on a time would cost every code that is sent. A used
     * one stays a day longer than it was used, for repeats of its verify.
     */
    private static final Sql CHALLENGES = Sql.of(RetentionRule.counted("""
            over as materialized (
              select id, phone, purpose from challenges
               where id < (lpad(to_hex((extract(epoch from now() - :keep * interval '1 second') * 1000)::bigint), 12, '0')
                           || '70008000000000000000')::uuid
                 and expires_at < now() and (consumed_at is null or consumed_at < now() - interval '24 hours')
               order by id limit :size for update skip locked),
            last as (
              delete from last_codes l using over o
               where l.phone = o.phone and l.purpose = o.purpose and l.challenge_id = o.id),
            gone as (
              delete from challenges where id = any (array(select id from over))
              returning created_at + :keep * interval '1 second' as over_since)"""));

    private static final Sql WRONG_GUESSES = Sql.of(RetentionRule.counted("""
            over as materialized (
              select phone, purpose, day, address from wrong_guesses
               where day < (now() at time zone 'UTC')::date - 1
               order by day limit :size for update skip locked),
            gone as (
              delete from wrong_guesses w using over o
               where w.phone = o.phone and w.purpose = o.purpose and w.day = o.day and w.address = o.address
              returning (w.day + 2)::timestamp at time zone 'UTC' as over_since)"""));

    @Bean
    RetentionRule challengeRule(VerificationSettings settings) {
        var life = settings.life().compareTo(settings.orderLife()) > 0 ? settings.life() : settings.orderLife();
        var used = life.plus(REPEATS);
        return new RetentionRule("challenges", CHALLENGES, used.compareTo(KEPT) > 0 ? used : KEPT, "challenges");
    }

    @Bean
    RetentionRule wrongGuessRule() {
        return new RetentionRule("wrong-guesses", WRONG_GUESSES);
    }
}
