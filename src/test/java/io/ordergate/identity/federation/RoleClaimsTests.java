package io.ordergate.identity.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordergate.web.security.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleClaimsTests {

    private static final String SHOP = "https://id.example/realms/shop";
    private static final String OPEN = "https://open.example";

    @Test
    void whereThereIsOneIssuerItsNameMayBeLeftOut() {
        var roles = read("realm_access.roles", "boss=admin,clerk=vendor", SHOP);
        assertThat(of(roles, SHOP, "boss")).isEqualTo(Role.ADMIN);
        assertThat(of(roles, SHOP, "clerk")).isEqualTo(Role.VENDOR);
        assertThat(of(roles, SHOP, "admin")).isEqualTo(Role.CUSTOMER);
        assertThat(of(read("realm_access.roles", "", SHOP), SHOP, "admin")).isEqualTo(Role.ADMIN);
    }

    @Test
    void ofSeveralIssuersEachGivesWhatItIsNamedForAndTheOthersNothing() {
        var roles = read(SHOP + "|realm_access.roles", SHOP + "|boss=admin", SHOP, OPEN);
        assertThat(of(roles, SHOP, "boss")).isEqualTo(Role.ADMIN);
        assertThat(of(roles, OPEN, "boss")).isEqualTo(Role.CUSTOMER);
        assertThat(of(roles, OPEN, "admin")).isEqualTo(Role.CUSTOMER);
    }

    @Test
    void namesOfOneIssuerAreNotThoseOfAnother() {
        var roles = read(
                SHOP + "|realm_access.roles," + OPEN + "|realm_access.roles",
                SHOP + "|boss=admin," + OPEN + "|boss=customer",
                SHOP,
                OPEN);
        assertThat(of(roles, SHOP, "boss")).isEqualTo(Role.ADMIN);
        assertThat(of(roles, OPEN, "boss")).isEqualTo(Role.CUSTOMER);
    }

    @Test
    void whatCouldMeanSeveralIssuersStopsTheStart() {
        assertRefused("realm_access.roles", "", SHOP, OPEN);
        assertRefused(SHOP + "|realm_access.roles", "boss=admin", SHOP, OPEN);
        assertRefused("https://unknown.example|roles", "", SHOP);
        assertRefused(SHOP + "|roles", OPEN + "|boss=admin", SHOP, OPEN);
        assertRefused(SHOP + "|roles", SHOP + "|boss=king", SHOP, OPEN);
        assertRefused("roles", "admin", SHOP);
        assertRefused("roles", "boss=admin,=vendor", SHOP);
    }

    @Test
    void partiesAreReadAsTheyAreWritten() {
        var parties = TokenParties.read(SHOP + "|account|web," + SHOP + "|account|app," + OPEN + "|shop");
        assertThat(parties.get(SHOP).audiences()).containsExactly("account");
        assertThat(parties.get(SHOP).clients()).containsExactlyInAnyOrder("account", "web", "app");
        assertThat(parties.get(OPEN).clients()).containsExactly("shop");
        for (var wrong : List.of(SHOP, SHOP + "|", "|web", SHOP + "|web|", SHOP + "|web|app|more", SHOP + "|web,")) {
            assertThatThrownBy(() -> TokenParties.read(wrong)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static void assertRefused(String claim, String roles, String... issuers) {
        assertThatThrownBy(() -> read(claim, roles, issuers)).isInstanceOf(IllegalStateException.class);
    }

    private static RoleClaims read(String claim, String roles, String... issuers) {
        return RoleClaims.read(new FederationSettings.Oidc("", claim, roles), Set.of(issuers));
    }

    private static Role of(RoleClaims roles, String issuer, String name) {
        return roles.of(issuer).of(Map.of("realm_access", Map.of("roles", List.of(name)), "roles", List.of(name)));
    }
}
