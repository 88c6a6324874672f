package io.ordergate.dev;

import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.sms.gateway.SmsGateway;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;

@IntegrationTest
@TestPropertySource(properties = "ordergate.phone.default-country=BD")
class InboxTests {

    private static final String INBOX = "/dev/inbox";

    @Autowired
    private Api api;

    @Autowired
    private SmsGateway gateway;

    @Test
    void theLastTenTextsOfAPhoneAreShownNewestFirst() {
        var phone = somePhone();
        for (var number = 1; number <= 12; number++) {
            send(phone, "text " + number);
        }
        assertThat(api.texts(phone))
                .containsExactlyElementsOf(IntStream.iterate(12, number -> number >= 3, number -> number - 1)
                        .mapToObj(number -> "text " + number)
                        .toList());
    }

    @Test
    void withoutAPhoneTheTextsOfAllAreShownNewestFirst() {
        var one = somePhone();
        var other = somePhone();
        send(one, "first");
        send(other, "second");
        send(one, "third");
        var items = api.get(INBOX).json().path("items");
        assertThat(IntStream.range(0, 3)
                        .mapToObj(index -> items.get(index).path("text").asString()))
                .containsExactly("third", "second", "first");
        assertThat(items.get(0).path("phone_number").asString()).isEqualTo(one);
        assertThat(items.get(0).path("sent_at").asString()).isNotEmpty();
    }

    @Test
    void theCodeAndThePurposeOfATextAreTold() {
        var phone = somePhone();
        api.session(phone);
        gateway.send(new PhoneNumber(phone, "BD"), "notice", "123456 things are on their way")
                .block();
        var items =
                api.get(INBOX + "?phone=" + phone.replace("+", "%2B")).json().path("items");
        assertThat(items.get(0).path("purpose").asString()).isEqualTo("notice");
        assertThat(items.get(0).has("code")).isFalse();
        assertThat(items.get(1).path("purpose").asString()).isEqualTo("order");
        assertThat(items.get(1).path("text").asString())
                .startsWith(items.get(1).path("code").asString())
                .isNotEmpty();
    }

    @Test
    void browsersGetAPage() {
        var page = Api.answer(api.call(
                HttpMethod.GET,
                INBOX + "?phone=%2B8801712345678",
                "",
                headers -> headers.set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy")).contains("script-src 'self'");
        assertThat(page.body()).contains("./inbox/assets/inbox.js");
        assertThat(api.get("/dev/inbox/assets/inbox.js").body()).contains("/dev/inbox");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%2B8801712345678",
                "+8801712345678",
                "8801712345678",
                "01712345678",
                "01712-345678",
                "01712%20345678",
                "+880-1712-345678",
                "%2B880%201712%20345678",
                "+880%201712%20345678",
                "+880+1712+345678"
            })
    void aPhoneIsFoundInEveryFormThatPeopleType(String phone) {
        send("+8801712345678", "for " + phone);
        assertThat(texts(api.get(INBOX + "?phone=" + phone))).first().isEqualTo("for " + phone);
    }

    @Test
    void aPhoneWithoutTextsHasNone() {
        assertThat(api.texts(somePhone())).isEmpty();
        assertThat(api.get(INBOX + "?phone=nobody").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "X-Forwarded-For, 127.0.0.1",
        "x-forwarded-for, ''",
        "Forwarded, for=127.0.0.1",
        "X-Forwarded-Proto, https",
        "X-Forwarded-Host, localhost",
        "X-Real-IP, 127.0.0.1",
        "CF-Connecting-IP, 127.0.0.1",
        "True-Client-IP, 127.0.0.1",
        "Via, 1.1 proxy"
    })
    void whoComesThroughAProxyFindsNothing(String header, String value) {
        assertThat(get(api, header, value).status()).isEqualTo(404);
        assertThat(api.get(INBOX).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "192.0.2.1",
                "notlocalhost",
                "[2001:db8::1]"
            })
    void aSiteWhoseNameLeadsHereFindsNothing(String host) {
        assertThat(get(api, "Host", host).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.8.9.1:80", "[::1]:8080", "shop.localhost"})
    void thisMachineHasManyNames(String host) {
        assertThat(get(api, "Host", host).status()).isEqualTo(200);
    }

    @Nested
    @TestPropertySource(properties = "ordergate.dev.inbox-clients=192.0.2.0/24")
    class ForOtherClients {

        @Autowired
        private Api strict;

        @Test
        void whoIsNotAmongThemFindsNothing() {
            assertThat(strict.get(INBOX).status()).isEqualTo(404);
            assertThat(get(strict, "X-Forwarded-For", "192.0.2.1").status())
                    .as("whatever he says of himself")
                    .isEqualTo(404);
        }
    }

    @Nested
    @TestPropertySource(properties = "ordergate.environment=staging")
    class InAnotherEnvironment {

        @Autowired
        private Api staging;

        @Test
        void thereIsNone() {
            assertThat(staging.initiate(somePhone()).status()).isEqualTo(202);
            var answer = staging.get(INBOX);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.field("code")).isEqualTo("not-found");
        }
    }

    private void send(String phone, String text) {
        gateway.send(new PhoneNumber(phone, "BD"), "test", text).block();
    }

    private static Answer get(Api api, String header, String value) {
        return api.unchecked(HttpMethod.GET, INBOX, "", headers -> headers.set(header, value))
                .block();
    }

    private static List<String> texts(Answer answer) {
        return answer.json().path("items").findValuesAsString("text");
    }
}
