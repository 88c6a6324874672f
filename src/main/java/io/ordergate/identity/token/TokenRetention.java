package io.ordergate.identity.token;

import io.ordergate.support.database.Sql;
import io.ordergate.support.job.RetentionRule;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How long sign-ins, their tokens and the ends of guests are kept. */
@Configuration(proxyBeanMethods = false)
class TokenRetention {

    private static final String OVER = "least(f.expires_at, f.revoked_at) < now() - interval '7 days'";

    /** Deletes tokens of one sign-in after the other, by the index: a join might read the whole table of tokens. */
    private static final Sql TOKENS_OF_SIGN_INS = Sql.of(RetentionRule.counted("""
            gone as (
              delete from refresh_tokens r where digest = any (array(
                select t.digest
                  from (select f.id from refresh_families f where {over}
                         order by least(f.expires_at, f.revoked_at) limit :size) s,
                       lateral (select digest from refresh_tokens where family_id = s.id
                                 limit :size for update skip locked) t
                 limit :size))
              returning (select least(f.expires_at, f.revoked_at) + interval '7 days' from refresh_families f
                          where f.id = r.family_id) as over_since)"""), Map.of("over", OVER));

    private static final Sql SIGN_INS = Sql.of(RetentionRule.counted("""
            gone as (
              delete from refresh_families where id = any (array(
                select f.id from refresh_families f
                 where {over} and not exists (select from refresh_tokens t where t.family_id = f.id)
                 order by least(f.expires_at, f.revoked_at) limit :size for update skip locked))
              returning least(expires_at, revoked_at) + interval '7 days' as over_since)"""), Map.of("over", OVER));

    private static final Sql EXPIRED_TOKENS = Sql.of(RetentionRule.counted("""
            gone as (
              delete from refresh_tokens where digest = any (array(
                select digest from refresh_tokens
                 where expires_at < now()
                 order by expires_at limit :size for update skip locked))
              returning expires_at as over_since)"""));

    private static final Sql GUEST_ENDS = Sql.of(RetentionRule.counted("""
            gone as (
              delete from ended_guests where phone_hash = any (array(
                select phone_hash from ended_guests
                 where ended_at < now() - interval '1 day' - :keep * interval '1 second'
                 order by ended_at limit :size for update skip locked))
              returning ended_at + interval '1 day' + :keep * interval '1 second' as over_since)"""));

    /**
     * Deletes sign-ins a week after their end. Their tokens go first, in batches too: a sign-in that was used for a
     * month has thousands, and the tokens of a thousand such sign-ins would take longer than any statement may.
     */
    @Bean
    RetentionRule signInRule() {
        return new RetentionRule("sign-ins", List.of(TOKENS_OF_SIGN_INS, SIGN_INS), null, null);
    }

    /** Deletes expired tokens: whether an expired token was used makes no difference any more. */
    @Bean
    RetentionRule expiredTokenRule() {
        return new RetentionRule("refresh-tokens", EXPIRED_TOKENS);
    }

    /** Deletes the end of a phone's guests when all their tokens have expired. */
    @Bean
    RetentionRule guestEndRule(TokenSettings settings) {
        return new RetentionRule("guest-ends", GUEST_ENDS, settings.life());
    }
}
