package io.ordergate.ordering.link;

import static io.ordergate.ordering.link.Links.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class OrderLinksTests {

    private static final Instant NOW = Instant.parse("2026-03-14T09:31:07Z");
    private static final String KEY = "a secret of the tests that has 32 bytes and some";
    private static final SecretKeys KEYS = Secrets.of(KEY);
    private static final UUID ORDER = UUID.fromString("019cebaf-07b2-7a10-9d55-3e0f6b7c2188");

    private final OrderLinks links = Links.of(KEYS, NOW);

    @Test
    void aLinkIsShortAndOfLettersAndDigits() {
        assertThat(links.of(ORDER)).matches("https://shop\\.example/o/[0-9A-Za-z]{39}");
        assertThat(links.order(token(links.of(ORDER)))).contains(ORDER);
        assertThat(links.of(ORDER)).isEqualTo(links.of(ORDER));
    }

    @Test
    void everyIdComesBack() {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++) {
            var id = round == 0
                    ? new UUID(0, 0)
                    : round == 1 ? new UUID(-1, -1) : new UUID(random.nextLong(), random.nextLong());
            var token = token(links.of(id));
            assertThat(token).hasSize(39);
            assertThat(links.order(token)).contains(id);
        }
    }

    @Test
    void whateverIsChangedIsForged() {
        var token = token(links.of(ORDER));
        var others = new HashSet<String>();
        for (var index = 0; index < token.length(); index++) {
            for (var other : new char[] {'0', '1', 'Z', 'a', 'z', '-', ' ', 'é'}) {
                others.add(token.substring(0, index) + other + token.substring(index + 1));
            }
        }
        others.remove(token);
        assertThat(others).hasSizeGreaterThan(200).allMatch(other -> links.order(other)
                .isEmpty());
        assertThat(links.order(token + "0")).isEmpty();
        assertThat(links.order(token.substring(1))).isEmpty();
        assertThat(links.order("")).isEmpty();
        assertThat(links.order("z".repeat(39))).as("more than there are bytes").isEmpty();
    }

    @Test
    void theLinkOfAnotherOrderOpensThatOne() {
        var other = UUID.fromString("019cebaf-07b2-7a10-9d55-3e0f6b7c2189");
        assertThat(links.order(token(links.of(other)))).contains(other);
    }

    @Test
    void aLinkExpires() {
        var token = token(links.of(ORDER));
        assertThat(at(Duration.ofDays(90)).order(token)).contains(ORDER);
        assertThat(at(Duration.ofDays(91)).order(token)).isEmpty();
    }

    @Test
    void aFormerKeyOpensAndTheNextOneIsKnown() {
        var token = token(links.of(ORDER));
        var next = "the next secret of the tests that has 32 bytes";
        assertThat(Links.of(Secrets.of(next, KEY), NOW).order(token)).contains(ORDER);
        assertThat(Links.of(Secrets.of(next), NOW).order(token)).isEmpty();
    }

    @Test
    void nothingOpensWhereThereAreNoLinks() {
        var off = new OrderLinks(
                new OrderLinkSettings(false, "https://shop.example", 90), KEYS, Clock.fixed(NOW, ZoneOffset.UTC));
        assertThat(off.order(token(links.of(ORDER)))).isEmpty();
    }

    @Test
    void noLinkShowsItselfInALog() {
        assertThat(new LinkToken(ORDER, 20_000)).hasToString("LinkToken[" + ORDER + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "https://shöp.example", "https://shop.example/~rahim", "shop.example", "ftp://x"})
    void anAddressThatTextsCannotCarryStopsTheStart(String url) {
        assertThat(missing("true", url)).singleElement().asString().startsWith("PUBLIC_URL ");
        assertThat(missing("false", url)).isEmpty();
    }

    @Test
    void aPlainAddressIsTaken() {
        assertThat(missing("true", "https://shop.example:8443/api_1")).isEmpty();
    }

    private static java.util.List<String> missing(String enabled, String url) {
        return new OrderLinkRequirements()
                .missing(new MockEnvironment()
                        .withProperty("ordergate.order-link.enabled", enabled)
                        .withProperty("ordergate.order-link.public-url", url));
    }

    private static OrderLinks at(Duration later) {
        return Links.of(KEYS, NOW.plus(later));
    }
}
