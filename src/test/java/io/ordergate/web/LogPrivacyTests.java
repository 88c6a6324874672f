package io.ordergate.web;

import static io.ordergate.testing.Api.somePhone;
import static io.ordergate.testing.Api.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.Sms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;

/** The console provider is the only one that may log a code; here another one sends. */
@IntegrationTest
@Import(Sms.class)
@TestPropertySource(properties = "ordergate.sms.providers=scripted")
class LogPrivacyTests {

    private static final String INITIATE = "/api/v1/orders/initiate";
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("io.ordergate");

    private final Lines lines = new Lines();
    private final List<String> planted = new ArrayList<>();

    @Autowired
    private Api api;

    @Autowired
    private Sms sms;

    @Autowired
    private Database database;

    @Value("${ordergate.secret.key}")
    private String secret;

    /** Every line, with what its thread knew at that moment. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {

        private final Queue<ILoggingEvent> all = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent line) {
            line.prepareForDeferredProcessing();
            all.add(line);
        }
    }

    @BeforeEach
    void listen() {
        lines.setContext(ROOT.getLoggerContext());
        lines.start();
        OURS.setLevel(Level.DEBUG);
        ROOT.addAppender(lines);
    }

    @AfterEach
    void recover() {
        ROOT.detachAppender(lines);
        OURS.setLevel(null);
        sms.refuse(false);
    }

    @Test
    void noLineTellsAPhoneACodeATokenAKeyOrTheSecret() {
        plant(secret);
        checkOut(plantedPhone());
        sendNonsense(plantedPhone());
        assertThat(initiateWithoutProvider(plantedPhone()).status()).isEqualTo(503);
        assertThat(initiateWithoutDatabase(plantedPhone()).status()).isEqualTo(500);

        assertThat(lines.all)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("did not take a text"))
                .anyMatch(line -> line.contains("A request failed"));
        assertThat(lines.all).extracting(LogPrivacyTests::everythingOf).allSatisfy(this::assertInnocent);
    }

    @Test
    void everyLineThatARequestCausesCarriesItsId() {
        var unsent = initiateWithoutProvider(somePhone());
        var undone = initiateWithoutDatabase(somePhone());
        assertThat(idsOfLines("scripted did not take a text")).containsExactly(id(unsent));
        assertThat(idsOfLines("A request was refused: sms-unavailable")).containsExactly(id(unsent));
        assertThat(idsOfLines("A request failed")).containsExactly(id(undone));
        assertThat(lines.all)
                .filteredOn(line -> line.getLoggerName().startsWith("io.ordergate"))
                .allSatisfy(line -> assertThat(line.getMDCPropertyMap().getOrDefault("request_id", ""))
                        .isIn(id(unsent), id(undone)));
    }

    private void checkOut(String phone) {
        var key = plant("initiate-" + UUID.randomUUID());
        var session = plant(api.initiate(phone, key).field("session_token"));
        var code = plant(sms.lastCode(phone));
        assertThat(api.initiate(phone, key).status()).isEqualTo(202);
        assertThat(api.verify(session, plant(wrong(code))).status()).isEqualTo(400);

        var keyOfVerify = plant("verify-" + UUID.randomUUID());
        var placed = api.verify(session, code, keyOfVerify);
        assertThat(placed.status()).isEqualTo(201);
        plant(api.verify(session, code, keyOfVerify).field("access_token"));
        assertThat(api.verify(session, code).status()).isEqualTo(401);
        assertThat(api.initiate(plantedPhone(), key).status()).isEqualTo(202);

        var forged = plant(session.substring(0, session.length() - 1) + (session.endsWith("A") ? "B" : "A"));
        assertThat(api.verify(forged, code).status()).isEqualTo(401);
        assertThat(api.resend(forged).status()).isEqualTo(401);

        var path = "/api/v1/orders/" + placed.field("id");
        var token = plant(placed.field("access_token"));
        assertThat(api.get(path, token).status()).isEqualTo(200);
        assertThat(api.get(path, token.substring(0, token.length() - 4)).status())
                .isEqualTo(401);
    }

    private void sendNonsense(String phone) {
        for (var body : List.of(
                "{\"phone_number\":\"%s\",",
                "{\"phone_number\":{\"number\":\"%s\"}}",
                "{\"items\":[{\"quantity\":\"%s\"}]}",
                "{\"phone_number\":\"%s and more\"}",
                "%s")) {
            assertThat(api.post(INITIATE, body.formatted(phone)).status()).isEqualTo(400);
        }
        assertThat(api.post(INITIATE, Api.someOrder(phone), headers -> headers.set("X-Request-Id", phone))
                        .status())
                .isEqualTo(202);
        plant(sms.lastCode(phone));
        var unknown = api.unchecked(HttpMethod.GET, "/nope/" + phone + "?phone=" + phone, "", headers -> {});
        assertThat(unknown.block().status()).isEqualTo(404);
    }

    private Answer initiateWithoutProvider(String phone) {
        sms.refuse(true);
        try {
            return api.initiate(phone);
        } finally {
            sms.refuse(false);
        }
    }

    /** PostgreSQL refuses the row, and shows all of it in the detail of its error. */
    private Answer initiateWithoutDatabase(String phone) {
        database.run("alter table challenges add constraint not_this_one check (phone <> '" + phone + "')");
        try {
            return api.post(INITIATE, Api.someOrder(phone), headers -> headers.set("X-Request-Id", "req-12345678"));
        } finally {
            database.run("alter table challenges drop constraint not_this_one");
        }
    }

    private String plantedPhone() {
        var phone = somePhone();
        plant(phone.substring("+880".length())); // as it is found in every form of the number
        return phone;
    }

    private String plant(String text) {
        assertThat(text).isNotEmpty();
        planted.add(text);
        return text;
    }

    private void assertInnocent(String line) {
        for (var text : planted) {
            var asAWord = text.length() <= 6 ? "(?<![0-9a-zA-Z])" + text + "(?![0-9a-zA-Z])" : Pattern.quote(text);
            assertThat(line).doesNotContainPattern(asAWord);
        }
    }

    private List<String> idsOfLines(String words) {
        return lines.all.stream()
                .filter(line -> line.getFormattedMessage().startsWith(words))
                .map(line -> line.getMDCPropertyMap().getOrDefault("request_id", ""))
                .toList();
    }

    private static String id(Answer answer) {
        return answer.header("X-Request-Id");
    }

    private static String everythingOf(ILoggingEvent line) {
        Map<String, String> context = line.getMDCPropertyMap();
        return String.join(
                "\n",
                line.getLoggerName(),
                line.getFormattedMessage(),
                context.toString(),
                String.valueOf(line.getKeyValuePairs()),
                ThrowableProxyUtil.asString(line.getThrowableProxy()));
    }
}
