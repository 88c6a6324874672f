package io.ordergate.sms.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsSettings;
import io.ordergate.sms.gateway.SmsGateway;
import io.ordergate.sms.journal.FakeSender;
import io.ordergate.support.Failure;
import io.ordergate.support.MutableClock;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.Phones;
import io.ordergate.support.secret.Secrets;
import io.ordergate.support.secret.Sensitive;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class SpendingTests {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MutableClock clock = MutableClock.at("2026-03-14T23:59:00Z");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void theCapHoldsWhenManyAskAtOnceAndEndsWithTheDay() {
        var provider =
                FakeSender.answering("a", Mono.delay(Duration.ofMillis(20)).thenReturn(SmsResult.accepted("1")));
        var gateway = gateway(Guards.settings("1.00", "BD:0.03;*:0.05"), provider);
        var refused = Flux.range(0, 200)
                .flatMap(
                        text -> send(gateway)
                                .subscribeOn(Schedulers.parallel())
                                .then(Mono.<Failure>empty())
                                .onErrorResume(Failure.class, Mono::just),
                        200)
                .collectList()
                .block(PATIENCE);
        assertThat(provider.calls()).hasValue(33);
        assertThat(refused).hasSize(167).allSatisfy(failure -> {
            assertThat(failure.code()).isEqualTo(ProblemCode.SMS_UNAVAILABLE);
            assertThat(failure.retryAfter()).isEqualTo(Duration.ofMinutes(1));
        });
        clock.advance(Duration.ofMinutes(1));
        StepVerifier.create(send(gateway)).expectNextCount(1).verifyComplete();
    }

    @Test
    void longTextsCostWhatTheirPartsDo() {
        var gateway = gateway(Guards.settings("0.09", "*:0.03"), FakeSender.taking("a"));
        var twoParts = "x".repeat(161);
        StepVerifier.create(gateway.send(Phones.aPhone(), "test", twoParts))
                .expectNextCount(1)
                .verifyComplete();
        StepVerifier.create(gateway.send(Phones.aPhone(), "test", twoParts)).verifyError(Failure.class);
        StepVerifier.create(send(gateway))
                .as("one part is left")
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void whatNobodyTookCostsNothingAndWhatMayHaveBeenSentDoes() {
        var settings = Guards.settings("0.03", "*:0.03");
        var refusing = gateway(settings, FakeSender.refusing("a", SmsOutcome.UNAVAILABLE));
        StepVerifier.create(send(refusing)).verifyError();
        StepVerifier.create(send(refusing)).verifyErrorSatisfies(error -> assertThat(((Failure) error).retryAfter())
                .as("a provider was asked again")
                .isEqualTo(Duration.ofSeconds(30)));
        var silent = gateway(settings, FakeSender.refusing("a", SmsOutcome.UNKNOWN));
        StepVerifier.create(send(silent)).verifyError();
        StepVerifier.create(send(silent)).verifyErrorSatisfies(error -> assertThat(((Failure) error).retryAfter())
                .as("until there is new money")
                .isEqualTo(Duration.ofMinutes(1)));
    }

    @Test
    void whereTheGuardOnlyObservesTextsAreSentAndRefusalsCounted() {
        var enforcing = Guards.settings("0.03", "*:0.03");
        var observing = new GuardSettings(
                GuardSettings.Mode.OBSERVE,
                true,
                List.of("KE"),
                enforcing.refusedTypes(),
                enforcing.dailyCap(),
                enforcing.noticeShare(),
                enforcing.prices(),
                enforcing.refresh());
        var provider = FakeSender.taking("a");
        var gateway = gateway(observing, provider);
        StepVerifier.create(send(gateway)).expectNextCount(1).verifyComplete();
        StepVerifier.create(send(gateway)).expectNextCount(1).verifyComplete();
        assertThat(provider.calls()).hasValue(2);
        assertThat(refusals("country")).isEqualTo(2);
        assertThat(refusals("spend_cap")).isEqualTo(1);
    }

    @Test
    void theOperatorsSwitchIsNeverOnlyObserved() {
        var settings = new GuardSettings(
                GuardSettings.Mode.OBSERVE,
                false,
                List.of(),
                List.of(),
                null,
                BigDecimal.ONE,
                "",
                Duration.ofSeconds(5));
        var provider = FakeSender.taking("a");
        StepVerifier.create(send(gateway(settings, provider))).verifyError(Failure.class);
        assertThat(provider.calls()).hasValue(0);
    }

    /** Whoever has stopped all texts must not see another one sent. */
    @Test
    void aSwitchThatWasReadBeforeAnAdminSetItDoesNotCount() {
        var answer = Sinks.<Boolean>one();
        var repository = new SpendRepository(null) {
            @Override
            Mono<Boolean> isEnabled() {
                return answer.asMono();
            }

            @Override
            Mono<Void> setEnabled(boolean on, UUID adminId) {
                return Mono.empty();
            }
        };
        var spending = new Spending(
                repository, Guards.settings(null, ""), FakeSender.journal(meters), Guards.unshared(), clock);
        var reading = spending.read().toFuture();
        spending.setEnabled(false, UUID.randomUUID()).block(PATIENCE);
        answer.tryEmitValue(true);
        assertThat(reading).succeedsWithin(PATIENCE);
        assertThat(spending.isEnabled()).isFalse();
    }

    @Test
    void aTextIsCountedOnceWhereverInASecondItWasSentAndRead() {
        var rows = new ArrayList<Instant>();
        var cent = new BigDecimal("0.01");
        var repository = new SpendRepository(null) {
            @Override
            Mono<SpendTotals> spent(Instant from, Instant to, SmsPrices prices) {
                var count = rows.stream()
                        .filter(at -> !at.isBefore(from) && at.isBefore(to))
                        .count();
                return Mono.just(new SpendTotals(cent.multiply(BigDecimal.valueOf(count)), BigDecimal.ZERO));
            }

            @Override
            Mono<Boolean> isEnabled() {
                return Mono.just(true);
            }
        };
        var message = new SmsMessage(Secrets.ids(clock).next(), Phones.aPhone(), "test", Sensitive.of("A text."), null);
        clock.advance(Duration.ofMinutes(-1));
        var spending = new Spending(
                repository, Guards.settings("9.00", "*:0.01"), FakeSender.journal(meters), Guards.unshared(), clock);
        for (var text = 1; text <= 60; text++) {
            spending.tryCharge(message).block(PATIENCE);
            rows.add(clock.instant());
            clock.advance(Duration.ofMillis(370));
            spending.read().block(PATIENCE);
            assertThat(spending.spent()).isEqualByComparingTo(cent.multiply(BigDecimal.valueOf(text)));
        }
    }

    @Test
    void whatOthersHaveSpentIsAddedToWhatIsNotWrittenYet() {
        var ledger = new SpendLedger(new BigDecimal("1.00"));
        var now = clock.instant();
        assertThat(ledger.tryAdd(new BigDecimal("0.40"), now.minusSeconds(20))).isTrue();
        assertThat(ledger.tryAdd(new BigDecimal("0.20"), now)).isTrue();
        ledger.read(new BigDecimal("0.70"), now.minusSeconds(15));
        assertThat(ledger.spent(now)).isEqualByComparingTo("0.90");
        assertThat(ledger.tryAdd(new BigDecimal("0.20"), now)).isFalse();
        assertThat(ledger.tryAdd(new BigDecimal("0.10"), now)).isTrue();
        assertThat(ledger.spent(now.plus(Duration.ofMinutes(1)))).isEqualByComparingTo("0");
        ledger.read(new BigDecimal("9.00"), now);
        assertThat(ledger.spent(now.plus(Duration.ofMinutes(1))))
                .as("of yesterday")
                .isEqualByComparingTo("0");
    }

    /** Notices of many orders leave money for codes. */
    @Test
    void textsWithoutACodeLeaveTheCodesTheirMoney() {
        var provider = FakeSender.taking("a");
        var gateway = gateway(Guards.settings("0.06", "*:0.01"), provider);
        for (var notice = 0; notice < 3; notice++) {
            StepVerifier.create(notice(gateway)).expectNextCount(1).verifyComplete();
        }
        StepVerifier.create(notice(gateway)).verifyError(Failure.class);
        for (var code = 0; code < 3; code++) {
            StepVerifier.create(send(gateway)).expectNextCount(1).verifyComplete();
        }
        StepVerifier.create(send(gateway)).verifyError(Failure.class);
        assertThat(provider.calls()).hasValue(6);
    }

    /** Texts to satellite phones cost ten times as much, and no customer has one. */
    @ParameterizedTest
    @CsvSource({"'', false", "'*', false", "'*,001', true", "'BD,001', true", "'BD', false"})
    void networksOfNoCountryAreTextedOnlyWhereTheyAreNamed(String countries, boolean served) {
        var settings = Guards.settings(null, "");
        var named = new GuardSettings(
                settings.mode(),
                true,
                countries.isEmpty() ? List.of() : List.of(countries.split(",", -1)),
                List.of(),
                null,
                settings.noticeShare(),
                "",
                settings.refresh());
        var satellite = Phones.numbers().parse("+881612345678", null);
        var sent = gateway(named, FakeSender.taking("a")).send(satellite, "test", "424242 is your code.");
        if (served) {
            StepVerifier.create(sent).expectNextCount(1).verifyComplete();
        } else {
            StepVerifier.create(sent).verifyErrorSatisfies(error -> assertThat(((Failure) error).code())
                    .isEqualTo(ProblemCode.PHONE_NOT_SERVED));
        }
        StepVerifier.create(send(gateway(named, FakeSender.taking("a"))))
                .expectNextCount(1)
                .verifyComplete();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BD", "BD:x", ":0.05", "BD:0.02;BD:0.03", "BD:-1"})
    void pricesThatAreNotUnderstoodStopTheStart(String prices) {
        assertThatIllegalStateException().isThrownBy(() -> SmsPrices.of(prices)).withMessageContaining("SMS_PRICES");
    }

    @Test
    void aCapNeedsAPriceForEveryCountry() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Guards.of(Guards.settings("1", "BD:0.02"), meters, clock))
                .withMessageContaining("SMS_PRICES");
    }

    @ParameterizedTest
    @CsvSource({"BGD, premium_rate, SMS_ALLOWED_COUNTRIES", "BD, premium, SMS_REFUSED_TYPES"})
    void misspeltNamesStopTheStart(String country, String type, String setting) {
        var settings = new GuardSettings(
                GuardSettings.Mode.ENFORCE,
                true,
                List.of(country),
                List.of(type),
                null,
                BigDecimal.ONE,
                "",
                Duration.ofSeconds(5));
        assertThatIllegalStateException()
                .isThrownBy(() -> Guards.of(settings, meters, clock))
                .withMessageContaining(setting);
    }

    private double refusals(String reason) {
        return meters.get("ordergate.sms.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private Mono<SmsGateway.Receipt> notice(SmsGateway gateway) {
        return gateway.send(Phones.aPhone(), SmsMessage.NOTICE, "Your order is on its way.");
    }

    private Mono<SmsGateway.Receipt> send(SmsGateway gateway) {
        return gateway.send(Phones.aPhone(), "test", "424242 is your code.");
    }

    private SmsGateway gateway(GuardSettings guard, FakeSender provider) {
        var settings = new SmsSettings(
                List.of("a"), "", Duration.ofSeconds(30), 10, 10, Duration.ofSeconds(1), Duration.ofDays(1));
        return new SmsGateway(
                List.of(provider),
                settings,
                FakeSender.journal(meters),
                Guards.of(guard, meters, clock),
                meters,
                clock,
                Secrets.ids(clock));
    }
}
