package io.ordergate.sms.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.ordergate.sms.FakeProvider;
import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsResult.Accepted;
import io.ordergate.sms.SmsResult.Refused;
import io.ordergate.sms.SmsSender;
import io.ordergate.sms.SmsServers;
import io.ordergate.sms.WebhookSettings;
import io.ordergate.sms.africastalking.AfricasTalkingSmsSenderTests;
import io.ordergate.sms.aws.AwsSnsSmsSenderTests;
import io.ordergate.sms.infobip.InfobipSmsSenderTests;
import io.ordergate.sms.journal.FakeSender;
import io.ordergate.sms.twilio.TwilioSmsSenderTests;
import io.ordergate.support.MutableClock;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** All senders: whatever a provider does becomes a result. */
public class AdapterTests {

    private static final Duration SILENCE = Duration.ofMillis(300);
    public static final MutableClock CLOCK = MutableClock.at("2026-01-02T03:04:05Z");
    public static final SmsMessage MESSAGE = new SmsMessage(
            UUID.fromString("019cebaf-07b2-7a10-9d55-3e0f6b7c2188"),
            new PhoneNumber("+8801700000001", "BD"),
            "order",
            Sensitive.of("482913 is your code"),
            null);

    public static final WebhookSettings NO_WEBHOOKS = new WebhookSettings("", Sensitive.NONE, Duration.ZERO);

    private final FakeProvider provider = new FakeProvider();

    public enum Vendor {
        INFOBIP,
        TWILIO,
        AWS_SNS,
        AFRICASTALKING;

        public SmsSender at(FakeProvider provider) {
            return at(provider.url(), provider.servers());
        }

        public SmsSender at(String url, SmsServers servers) {
            return switch (this) {
                case INFOBIP -> InfobipSmsSenderTests.sender(url, servers);
                case TWILIO -> TwilioSmsSenderTests.sender(url, servers);
                case AWS_SNS -> AwsSnsSmsSenderTests.sender(url, servers);
                case AFRICASTALKING -> AfricasTalkingSmsSenderTests.sender(url, servers);
            };
        }
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatTheStatusSaysCounts(Vendor vendor) {
        assertOutcome(vendor, 401, "", SmsOutcome.BAD_CREDENTIALS);
        assertOutcome(vendor, 403, "<html>", SmsOutcome.BAD_CREDENTIALS);
        assertOutcome(vendor, 400, "{}", SmsOutcome.REJECTED);
        assertOutcome(vendor, 404, "gone", SmsOutcome.REJECTED);
        assertOutcome(vendor, 500, "{\"oops\":", SmsOutcome.UNAVAILABLE);
        assertOutcome(vendor, 502, "<html>Bad gateway</html>", SmsOutcome.UNAVAILABLE);
        assertOutcome(vendor, 503, "", SmsOutcome.UNAVAILABLE);
        assertOutcome(vendor, 302, "", SmsOutcome.UNAVAILABLE);
    }

    @ParameterizedTest
    @EnumSource
    void aSuccessThatCannotBeReadMayHaveBeenSent(Vendor vendor) {
        for (var body : new String[] {"", "OK", "<html>login</html>", "[]", "null", "{\"messages\":", "7", "\u0000"}) {
            assertOutcome(vendor, 200, body, SmsOutcome.UNKNOWN);
            assertOutcome(vendor, 201, body, SmsOutcome.UNKNOWN);
        }
        assertOutcome(vendor, 200, "x".repeat(100_000), SmsOutcome.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource
    void whoAsksForAPauseSaysHowLong(Vendor vendor) {
        provider.answers(429, "");
        assertPause(vendor, Duration.ofSeconds(1));
        provider.answers(429, "", "Retry-After", "7");
        assertPause(vendor, Duration.ofSeconds(7));
        provider.answers(429, "", "Retry-After", "Fri, 02 Jan 2026 03:04:25 GMT");
        assertPause(vendor, Duration.ofSeconds(20));
        for (var nonsense : new String[] {"0", "-5", "soon", "Fri, 02 Jan 2026 03:00:00 GMT", "99999999999"}) {
            provider.answers(429, "", "Retry-After", nonsense);
            assertPause(vendor, Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatBreaksLeavesItUnknown(Vendor vendor) {
        provider.behaves(response -> {
            response.withConnection(connection -> connection.dispose());
            return Mono.never();
        });
        assertThat(send(vendor).outcome()).isEqualTo(SmsOutcome.UNKNOWN);
        assertThat(provider.received())
                .as("it is not sent again behind our back")
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void whoCannotBeReachedWasNotAsked(Vendor vendor) {
        var url = provider.url();
        var servers = provider.servers();
        provider.close();
        assertThat(send(vendor.at(url, servers)).outcome()).isIn(SmsOutcome.UNAVAILABLE);
    }

    @ParameterizedTest
    @EnumSource
    void silenceIsUnknownAndEndsTheConnection(Vendor vendor) {
        var ended = Sinks.<Void>empty();
        provider.behaves(response -> {
            response.withConnection(connection -> connection.onDispose(ended::tryEmitEmpty));
            return Mono.never();
        });
        while (provider.received().isEmpty()) { // on a busy machine the time limit may end before the request arrives
            assertThat(ask(vendor.at(provider)).outcome()).isEqualTo(SmsOutcome.UNKNOWN);
        }
        ended.asMono().block(FakeProvider.PATIENCE);
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatNeverEndsIsSilence(Vendor vendor) {
        provider.behaves(
                response -> response.sendString(Mono.just("{\"messages\":[").concatWith(Mono.never())));
        assertThat(ask(vendor.at(provider)).outcome()).isEqualTo(SmsOutcome.UNKNOWN);
    }

    @Test
    void hostsHaveNames() {
        provider.answers(201, "{\"sid\":\"SM1\"}");
        var url = provider.url().replace("127.0.0.1", "localhost");
        assertThat(accepted(send(Vendor.TWILIO.at(url, provider.servers()))).messageId())
                .isEqualTo("SM1");
    }

    @Test
    void aHostThatNobodyKnowsIsAnOutage() {
        var result = ask(Vendor.TWILIO.at("http://provider.invalid", provider.servers()));
        assertThat(result.outcome().isOutage()).as(result.toString()).isTrue();
    }

    @Test
    void whoseCertificateNobodyVouchesForLearnsNothing() throws Exception {
        try (var impostor = new FakeProvider(selfSigned())) {
            var url = impostor.url().replace("http:", "https:");
            assertThat(send(Vendor.INFOBIP.at(url, impostor.servers())))
                    .isEqualTo(SmsResult.refused(SmsOutcome.UNAVAILABLE, "SSLHandshakeException"));
            assertThat(impostor.received()).isEmpty();
        }
    }

    private static SslContext selfSigned() throws Exception {
        var keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        var name = new X500Name("CN=127.0.0.1");
        var certificate = new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                        Date.from(Instant.parse("2099-01-01T00:00:00Z")),
                        name,
                        keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()));
        return SslContextBuilder.forServer(
                        keys.getPrivate(), new JcaX509CertificateConverter().getCertificate(certificate))
                .build();
    }

    public static SmsResult send(SmsSender sender) {
        return sender.send(MESSAGE).block(FakeProvider.PATIENCE);
    }

    public static Accepted accepted(SmsResult result) {
        assertThat(result).isInstanceOf(Accepted.class);
        return (Accepted) result;
    }

    private SmsResult send(Vendor vendor) {
        return send(vendor.at(provider));
    }

    /** Calls the sender as the gateway does, with a shorter time limit. */
    private static SmsResult ask(SmsSender sender) {
        var meters = new SimpleMeterRegistry();
        return new Provider(sender, SILENCE, FakeSender.journal(meters), meters, CLOCK)
                .call(MESSAGE)
                .block(FakeProvider.PATIENCE);
    }

    private void assertOutcome(Vendor vendor, int status, String body, SmsOutcome expected) {
        provider.answers(status, body);
        assertThat(send(vendor).outcome()).as(status + " " + body).isEqualTo(expected);
    }

    private void assertPause(Vendor vendor, Duration expected) {
        assertThat(send(vendor)).isEqualTo(new Refused(SmsOutcome.THROTTLED, "http 429", expected));
    }
}
