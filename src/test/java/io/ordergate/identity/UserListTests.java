package io.ordergate.identity;

import static io.ordergate.identity.signin.People.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.identity.signin.People;
import io.ordergate.identity.signin.People.Person;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

@IntegrationTest
@Import(People.class)
class UserListTests {

    @Autowired
    private People people;

    @Autowired
    private Database database;

    private Person admin;

    @BeforeEach
    void signIn() {
        admin = people.admin();
    }

    @Test
    void pagesGoFromTheNewestToTheOldestAndSkipNobody() {
        var made = Stream.generate(people::customer).limit(5).map(Person::id).toList();
        var seen = new ArrayList<String>();
        var path = USERS + "?limit=2";
        var answer = list(path);
        while (!seen.contains(made.get(0).toString())) {
            assertThat(ids(answer)).hasSizeLessThanOrEqualTo(2);
            seen.addAll(ids(answer));
            people.customer(); // whoever joins meanwhile stands in front and moves nothing
            answer = list(path + "&cursor=" + answer.field("next_cursor"));
        }
        assertThat(seen).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(seen)
                .containsSubsequence(made.stream()
                        .map(UUID::toString)
                        .sorted(Comparator.reverseOrder())
                        .toList());
    }

    @Test
    void theLastPageSaysSo() {
        var everybody = database.count("select count(*) from users where role = 'vendor' and erased_at is null");
        var seen = 0L;
        var answer = list(USERS + "?role=vendor&limit=100");
        while (answer.json().has("next_cursor")) {
            seen += ids(answer).size();
            answer = list(USERS + "?role=vendor&limit=100&cursor=" + answer.field("next_cursor"));
        }
        assertThat(seen + ids(answer).size()).isEqualTo(everybody);
    }

    @Test
    void theListIsFilteredByRoleAndPermission() {
        var vendor = people.vendor();
        var inactive = people.vendor();
        people.patch(inactive, Map.of("active", false), admin);
        assertThat(ids(list(USERS + "?role=vendor")))
                .contains(vendor.id().toString(), inactive.id().toString())
                .doesNotContain(admin.id().toString());
        assertThat(ids(list(USERS + "?role=vendor&active=true")))
                .contains(vendor.id().toString())
                .doesNotContain(inactive.id().toString());
        assertThat(ids(list(USERS + "?active=false")))
                .contains(inactive.id().toString())
                .doesNotContain(vendor.id().toString());
        assertThat(ids(list(USERS + "?active=true")))
                .contains(vendor.id().toString())
                .doesNotContain(inactive.id().toString());
    }

    @Test
    void nobodyWhoWasErasedIsListed() {
        var gone = people.withoutPassword();
        assertThat(people.erase(gone, people.confirmed(gone, Map.of())).status())
                .isEqualTo(204);
        assertThat(ids(list(USERS))).doesNotContain(gone.id().toString());
        assertThat(ids(list(USERS + "?active=false"))).doesNotContain(gone.id().toString());
        assertThat(people.get(gone.path(), admin.token()).status()).isEqualTo(404);
        assertThat(people.patch(gone, Map.of("active", true), admin).status()).isEqualTo(404);
    }

    @Test
    void peopleAreFoundByPartsOfNameEmailAndPhone() {
        var person = people.customer();
        var name = "Ayesha " + word() + "%_" + word();
        people.put(Map.of("name", name), person);
        var found = List.of(person.id().toString());
        assertThat(ids(search(name.substring(3)))).isEqualTo(found);
        assertThat(ids(search(name.toUpperCase(java.util.Locale.ROOT)))).isEqualTo(found);
        assertThat(ids(search(name.replace('%', 'x')))).as("no wildcards").isEmpty();
        assertThat(ids(search(name.replace('_', 'x')))).as("no wildcards").isEmpty();
        assertThat(ids(search(person.email().substring(0, 30)))).isEqualTo(found);
        var phone = String.valueOf(person.phone());
        assertThat(ids(search(phone))).isEqualTo(found);
        assertThat(ids(search("0" + phone.substring(4, 8) + "-" + phone.substring(8))))
                .isEqualTo(found);
        assertThat(ids(search(phone.substring(0, 4) + " " + phone.substring(4))))
                .isEqualTo(found);
        assertThat(ids(search("no such " + word()))).isEmpty();
        people.put(Map.of("name", "Jo Qyrus"), person);
        assertThat(ids(search("QY"))).as("where a word begins").contains(found.get(0));
        assertThat(ids(search("yr"))).doesNotContain(found.get(0));
    }

    @Test
    void searchesHavePagesToo() {
        var word = word();
        var named = Stream.generate(people::vendor).limit(3).toList();
        named.forEach(person -> people.put(Map.of("name", "Vendor " + word), person));
        var first = search(word + "&limit=2");
        assertThat(ids(first)).hasSize(2);
        var second = search(word + "&limit=2&cursor=" + first.field("next_cursor"));
        assertThat(ids(second)).containsExactly(named.get(0).id().toString());
        assertThat(second.json().has("next_cursor")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?role=king",
                "?active=perhaps",
                "?limit=0",
                "?limit=101",
                "?cursor=nonsense",
                "?role=admin&role=vendor",
                "/search",
                "/search?q=x",
                "/search?q=%00%00"
            })
    void whatIsNotUnderstoodIsRefused(String query) {
        var answer = list(USERS + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field("code")).isEqualTo("invalid-request");
    }

    private Answer list(String path) {
        return people.get(path, admin.token());
    }

    private Answer search(String query) {
        var parts = query.split("&", 2);
        var rest = parts.length > 1 ? "&" + parts[1] : "";
        return list(USERS + "/search?q=" + URLEncoder.encode(parts[0], StandardCharsets.UTF_8) + rest);
    }

    private static List<String> ids(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return answer.json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }

    private static String word() {
        return "w" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 60), 36);
    }
}
