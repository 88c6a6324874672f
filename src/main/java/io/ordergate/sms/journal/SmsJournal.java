package io.ordergate.sms.journal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsRequest;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsSettings;
import io.ordergate.support.Uncancellable;
import io.ordergate.support.job.Job;
import io.ordergate.support.secret.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Records every attempt and every refusal. Rows are written a second later, many in one statement, so that no caller waits
 * for the database, and are kept until the database has taken them. The crash of a node loses the rows that it has not written
 * yet; an overflow loses rows too and is counted.
 */
@Component
public class SmsJournal implements Job, SmartLifecycle {

    /** The time for what is not written yet at the stop; shorter than the phase of the shutdown. */
    private static final Duration DRAIN = Duration.ofSeconds(18);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private static final long MOST_CODES = 50_000;
    private static final Duration LIFE_OF_CODES = Duration.ofMinutes(10);

    /** Challenges whose text this node gives to a provider at the moment, or has given to one that took it. */
    private final Cache<UUID, Boolean> codes = Caffeine.newBuilder()
            .maximumSize(MOST_CODES)
            .expireAfterWrite(LIFE_OF_CODES)
            .executor(Runnable::run)
            .build();

    private final BatchWriter<SmsAttempt> attempts;
    private final BatchWriter<SmsRefusal> refusals;
    private final BatchWriter<UUID> verified;
    private final Duration interval;
    private final Clock clock;
    private final Ids ids;
    private volatile boolean running;
    private volatile Instant writtenUpTo;

    SmsJournal(
            SmsMessageRepository messages,
            SmsRefusalRepository refused,
            SmsSettings settings,
            MeterRegistry registry,
            Clock clock,
            Ids ids) {
        var written = registry.counter("ordergate.sms.journal", "rows", "written");
        var lost = registry.counter("ordergate.sms.journal", "rows", "lost");
        this.attempts = new BatchWriter<>("attempts to send texts", messages::insert, written, lost);
        this.refusals = new BatchWriter<>("refusals of texts", refused::insert, written, lost);
        this.verified = new BatchWriter<>("codes that came back", messages::verified, written, lost);
        this.interval = settings.journalDelay();
        this.clock = clock;
        this.ids = ids;
        this.writtenUpTo = clock.instant();
        Gauge.builder("ordergate.sms.journal.waiting", this, SmsJournal::waiting)
                .register(registry);
    }

    /** Records that a text is about to be given to a provider. No method of the journal waits. */
    public void begun(SmsMessage message) {
        if (message.challengeId() != null) {
            codes.put(message.challengeId(), true);
        }
    }

    /** Records that a text was given to a provider, which has just responded. */
    public void attempted(SmsMessage message, String provider, SmsResult result, Instant askedAt) {
        if (message.challengeId() != null && result.outcome() != SmsOutcome.ACCEPTED) {
            codes.invalidate(message.challengeId());
        }
        attempts.add(SmsAttempt.of(message, provider, result, askedAt, clock.instant()));
    }

    /** Whether this node knows that a text with the code of this challenge is on its way. */
    boolean isOnItsWay(UUID challengeId) {
        return codes.getIfPresent(challengeId) != null;
    }

    /** Records a refusal; one that is not enforced where the guard only observes. */
    public void refused(SmsRequest request, RefusalReason reason, boolean enforced) {
        refusals.add(
                new SmsRefusal(ids.next(ids.bucket(request.to().e164())), clock.instant(), request, reason, enforced));
    }

    /** Records that the code of this challenge was typed back. */
    void verified(UUID challengeId) {
        verified.add(challengeId);
    }

    /** The moment up to which every attempt that was recorded by then is written. */
    public Instant writtenUpTo() {
        return writtenUpTo;
    }

    /**
     * Writes all rows that wait now; what comes meanwhile waits for the next time, since many small statements cost more than few
     * large ones. Emits whether all of them are written, and no error: rows that the database refuses are counted as lost. A code
     * that is typed back while attempts are being written may belong to an attempt that is not written yet.
     */
    Mono<Boolean> write() {
        return Mono.defer(() -> {
            var typedBack = verified.size();
            var now = clock.instant();
            return attempts.write(attempts.size())
                    .doOnNext(done -> writtenUpTo = done ? now : writtenUpTo)
                    .flatMap(done -> done ? verified.write(typedBack) : Mono.just(false))
                    .zipWhen(done -> refusals.write(), Boolean::logicalAnd);
        });
    }

    /** Writes until nothing is left, or until the time of the stop is over. */
    private Mono<Void> drain() {
        return write().filter(done -> done && waiting() == 0)
                .repeatWhenEmpty(tries -> tries.delayElements(BETWEEN_TRIES))
                .timeout(DRAIN)
                .onErrorComplete()
                .doFinally(signal -> Stream.of(attempts, verified, refusals).forEach(BatchWriter::giveUp))
                .then();
    }

    private int waiting() {
        return attempts.size() + refusals.size() + verified.size();
    }

    @Override
    public String name() {
        return "sms-journal";
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return write().then();
    }

    @Override
    public void start() {
        running = true;
    }

    /** Stops after the jobs and the web server, whose last requests may still send texts, and before the database. */
    @Override
    public void stop(Runnable callback) {
        running = false;
        Uncancellable.finish(drain(), callback);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before the event loops, which end in phase 0. */
    @Override
    public int getPhase() {
        return 1;
    }
}
