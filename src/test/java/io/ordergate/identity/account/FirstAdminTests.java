package io.ordergate.identity.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.password.PasswordRules;
import io.ordergate.identity.password.Passwords;
import io.ordergate.identity.user.UserRepository;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import jakarta.validation.Validator;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;

@IntegrationTest
class FirstAdminTests {

    private static final String PASSWORD = "a long sentence for the admin";

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    @Autowired
    private Validator validator;

    @Autowired
    private UserRepository users;

    @Autowired
    private Passwords passwords;

    @Autowired
    private SecurityEvents events;

    @Autowired
    private PasswordRules rules;

    @Autowired
    private Ids ids;

    private final String email = "admin." + UUID.randomUUID() + "@example.org";

    @BeforeEach
    void nobodyManagesAccounts() {
        database.run("update users set role = 'customer' where role = 'admin'");
    }

    @Test
    void theNamedOneIsMadeOnceHoweverManyNodesStart() {
        Flux.merge(IntStream.range(0, 8)
                        .mapToObj(node -> named(email, PASSWORD).make())
                        .toList())
                .blockLast();
        named("another." + email, PASSWORD).make().block();
        assertThat(database.count("select count(*) from users where role = 'admin'"))
                .isEqualTo(1);
        var token = api.post("/api/v1/auth/login", Map.of("email", email, "password", PASSWORD))
                .field("access_token");
        assertThat(api.get("/api/v1/audit", token).status()).isEqualTo(200);
    }

    @Test
    void anAccountUnderTheAddressIsNotPromoted() {
        api.post("/api/v1/auth/register", Map.of("name", "Somebody", "email", email, "password", PASSWORD));
        named(email, "another long sentence for it").make().block();
        assertThat(database.count("select count(*) from users where role = 'admin'"))
                .isZero();
    }

    @Test
    void nobodyIsMadeWhenNobodyIsNamed() {
        named(null, null).make().block();
        named("", "").make().block();
        assertThat(database.count("select count(*) from users where role = 'admin'"))
                .isZero();
    }

    @Test
    void aPasswordThatIsTooShortForStaffStopsTheStart() {
        assertThatIllegalStateException()
                .isThrownBy(() -> named(email, "q7!fVd2m.ok.14"))
                .withMessageStartingWith("ADMIN_PASSWORD must have at least 15 characters");
    }

    @Test
    void aWeakPasswordOrNoneStopsTheStart() {
        assertThatIllegalStateException()
                .isThrownBy(() -> named(email, "password123"))
                .withMessageContaining("ADMIN_PASSWORD")
                .withMessageNotContaining("password123");
        assertThatIllegalStateException()
                .isThrownBy(() -> named("nobody", null))
                .withMessageContaining("ADMIN_EMAIL")
                .withMessageContaining("ADMIN_PASSWORD");
    }

    private FirstAdmin named(@Nullable String address, @Nullable String password) {
        return new FirstAdmin(
                new FirstAdminSettings(address, Sensitive.of(password == null ? "" : password), "Admin"),
                validator,
                users,
                passwords,
                events,
                rules,
                ids);
    }
}
