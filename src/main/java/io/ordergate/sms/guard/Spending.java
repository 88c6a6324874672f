package io.ordergate.sms.guard;

import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsRequest;
import io.ordergate.sms.journal.SmsJournal;
import io.ordergate.sms.text.SmsLength;
import io.ordergate.support.job.Job;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The costs of the day and the switch, which all nodes share through the database. Both are read every few seconds, not for
 * each text: a node knows its own costs to the last text, and those of other nodes with that delay.
 */
@Component
class Spending implements Job {

    /** Longer than a provider and the journal after the provider may take: rows older than this are written. */
    private static final Duration UNWRITTEN = Duration.ofSeconds(15);

    /** The whole day is read again each time after so many readings, for rows that were written late. */
    private static final int READ_ALL = 60;

    /** So often the whole day is read after the database was away: other nodes write then what they have kept. */
    private static final int READ_ALL_AFTER_OUTAGE = 12;

    private static final Logger log = LoggerFactory.getLogger(Spending.class);

    private final SpendRepository repository;
    private final GuardSettings settings;
    private final SmsPrices prices;
    private final SpendLedger ledger;

    /** Costs of texts without a code, which the other ledger has too. */
    private final SpendLedger notices;

    /** Null for no limit. */
    private final @Nullable SharedCap cap;

    private final SmsJournal journal;
    private final Clock clock;
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicReference<Switch> enabled = new AtomicReference<>(new Switch(true));
    private volatile boolean known;
    private volatile SpendTotals base = SpendTotals.NOTHING;
    private volatile Instant upTo = Instant.EPOCH;

    /** The switch as it was read or set at one moment. */
    private record Switch(boolean on) {}

    Spending(SpendRepository repository, GuardSettings settings, SmsJournal journal, RateLimiter limiter, Clock clock) {
        this.repository = repository;
        this.settings = settings;
        this.prices = SmsPrices.of(settings.prices());
        this.ledger = new SpendLedger(settings.dailyCap());
        this.notices = new SpendLedger(
                settings.dailyCap() == null ? null : settings.dailyCap().multiply(settings.noticeShare()));
        this.journal = journal;
        this.clock = clock;
        this.cap = settings.dailyCap() == null
                ? null
                : new SharedCap(limiter, clock, settings.dailyCap(), settings.noticeShare());
        if (ledger.hasCap() && prices.isIncomplete()) {
            throw new IllegalStateException(
                    "SMS_DAILY_SPEND_CAP needs SMS_PRICES with a price for all countries: BD:0.02;*:0.05");
        }
    }

    /** Whether costs and switch were read once; the first texts after the start wait for {@link #read}. */
    boolean isKnown() {
        return known;
    }

    boolean isEnabled() {
        return settings.enabled() && Objects.requireNonNull(enabled.get()).on();
    }

    /** Whether the cap leaves no money for one more segment to this country. */
    boolean isOver(SmsRequest request) {
        var price = prices.of(request.to().country(), 1);
        var now = clock.instant();
        return ledger.isBeyond(price, now) || (isNotice(request.purpose()) && notices.isBeyond(price, now));
    }

    /** Charges the costs of a text. Gives false, and charges nothing, where the cap would be exceeded. */
    Mono<Boolean> tryCharge(SmsMessage message) {
        return cap == null ? Mono.just(true) : Mono.defer(() -> tryCharge(cap, message, cost(message)));
    }

    private Mono<Boolean> tryCharge(SharedCap cap, SmsMessage message, BigDecimal cost) {
        return tryAdd(message, cost)
                ? cap.tryCharge(cost, isNotice(message.purpose()))
                        .doOnNext(charged -> add(message, charged ? BigDecimal.ZERO : cost.negate()))
                        .doOnError(failed -> add(message, cost.negate()))
                : Mono.just(false);
    }

    private boolean tryAdd(SmsMessage message, BigDecimal cost) {
        var now = clock.instant();
        if (isNotice(message.purpose()) && !notices.tryAdd(cost, now)) {
            return false;
        }
        if (ledger.tryAdd(cost, now)) {
            return true;
        }
        addNotice(message, cost.negate());
        return false;
    }

    /** Charges the costs of a text whatever the cap. */
    Mono<Void> charge(SmsMessage message) {
        return cap == null
                ? Mono.empty()
                : Mono.defer(() -> {
                    add(message, cost(message));
                    return cap.tryCharge(cost(message), isNotice(message.purpose()))
                            .then();
                });
    }

    /** Returns the costs of a text that was not sent. */
    Mono<Void> refund(SmsMessage message) {
        return cap == null
                ? Mono.empty()
                : Mono.defer(() -> {
                    add(message, cost(message).negate());
                    return cap.refund(cost(message), isNotice(message.purpose()));
                });
    }

    private void add(SmsMessage message, BigDecimal cost) {
        ledger.add(cost, clock.instant());
        addNotice(message, cost);
    }

    private void addNotice(SmsMessage message, BigDecimal cost) {
        if (isNotice(message.purpose())) {
            notices.add(cost, clock.instant());
        }
    }

    private static boolean isNotice(String purpose) {
        return purpose.equals(SmsMessage.NOTICE);
    }

    private BigDecimal cost(SmsMessage message) {
        return prices.of(
                message.to().country(), SmsLength.of(message.text().value()).segments());
    }

    BigDecimal spent() {
        return ledger.spent(clock.instant());
    }

    /** The time until the next day (UTC) begins, without costs. */
    Duration untilTomorrow() {
        var now = clock.instant();
        return Duration.between(now, now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS));
    }

    /** Stops or allows all texts: on this node at once, on the other nodes with their next reading. */
    Mono<Void> setEnabled(boolean on, UUID adminId) {
        return repository.setEnabled(on, adminId).doOnSuccess(done -> {
            enabled.set(new Switch(on));
            log.warn("Texts were switched {} by {}", on ? "on" : "off", adminId);
        });
    }

    Mono<Void> read() {
        return readSwitch()
                .then(Mono.defer(() -> ledger.hasCap() ? readSpent() : Mono.empty()))
                .doOnSuccess(done -> known = true)
                .doOnError(away -> reads.set(-READ_ALL_AFTER_OUTAGE));
    }

    /** What was read is passed over where an admin has set the switch meanwhile. */
    private Mono<Boolean> readSwitch() {
        return Mono.defer(() -> {
            var before = enabled.get();
            return repository.isEnabled().doOnNext(on -> enabled.compareAndSet(before, new Switch(on)));
        });
    }

    private Mono<Void> readSpent() {
        var to = earlier(clock.instant(), journal.writtenUpTo())
                .minus(UNWRITTEN)
                .truncatedTo(ChronoUnit.SECONDS); // the ledger forgets whole seconds: it would count a begun one twice
        var midnight = to.truncatedTo(ChronoUnit.DAYS);
        var read = reads.getAndIncrement();
        var all = read < 0 || read % READ_ALL == 0 || upTo.isBefore(midnight);
        var before = all ? SpendTotals.NOTHING : base;
        return repository
                .spent(all ? midnight : upTo, to, prices)
                .doOnNext(spent -> {
                    base = before.plus(spent);
                    upTo = to;
                    ledger.read(base.all(), to);
                    notices.read(base.notices(), to);
                })
                .then();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    @Override
    public String name() {
        return "sms-spending";
    }

    @Override
    public Duration interval() {
        return settings.refresh();
    }

    @Override
    public Mono<Void> run(BooleanSupplier stopping) {
        return read();
    }
}
