package io.ordergate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.identity.factor.App;
import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** What admins do in the console beside orders: prices, webhooks, accounts; and the chart of codes. */
class DeskScreensTests extends BrowserTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void signIn() {
        signIn("admin");
    }

    @Test
    void aFileOfPricesShowsWhatItChangesBeforeItDoes() throws IOException {
        var product = "desk-" + UUID.randomUUID();
        open("#/prices?q=" + product);
        browser.see(".empty");
        choose(product + ",BDT,45050,\"Lalsalu, \"\"first\"\"\",true");
        browser.see("dialog [role=status]", "New: 1, changed: 0");
        assertThat(priceOf(product)).as("nothing is written yet").isZero();
        assertNoBarriers();
        browser.click("dialog button[type=submit]");
        browser.see("main td", "BDT 450.50");
        browser.see("main td", "Lalsalu, \"first\"");
        assertThat(priceOf(product)).isEqualTo(45_050);
    }

    @Test
    void aListThatSomebodyElseHasChangedIsNotOverwritten() throws IOException {
        expectComplaint("412");
        var product = "desk-" + UUID.randomUUID();
        open("#/prices?q=" + product);
        browser.see(".empty");
        choose(product + ",BDT,100,Late,true");
        browser.see("dialog [role=status]", "New: 1");
        put(product, 200);
        browser.click("dialog button[type=submit]");
        browser.see("dialog [role=alert]", "Somebody was faster");
        assertThat(priceOf(product)).isEqualTo(200);
    }

    @Test
    void theSecretOfAnEndpointIsShownOnce() {
        open("#/webhooks");
        browser.click("main button", "Add an endpoint");
        browser.type("dialog input[name=url]", "https://shop.example/" + UUID.randomUUID());
        browser.click("dialog button[type=submit]");
        var secret = browser.see("dialog .secret").getText();
        assertThat(secret).startsWith("whsec_");
        browser.click("dialog button", "I have kept it");
        browser.see("main h2", "Calls");
        assertNoBarriers();
        browser.driver().navigate().refresh();
        browser.see("main h2", "Calls");
        assertThat(browser.driver().getPageSource()).doesNotContain(secret);
        browser.click("main button", "Remove");
        browser.click("dialog button[type=submit]");
        browser.see("main button", "Add an endpoint");
    }

    @Test
    void aRoleIsChangedOnlyAsTheAccountIsKnown() {
        expectComplaint("412");
        var customer = accounts.account("customer");
        open("#/people/" + customer.id());
        browser.click("main button", "Change role");
        database.run("update users set name = 'Renamed', version = version + 1 where id = $1", customer.id());
        browser.click("dialog option[value=vendor]");
        browser.click("dialog button[type=submit]");
        browser.see("dialog [role=alert]", "Somebody was faster");
        assertThat(roleOf(customer)).isEqualTo("customer");
        browser.click("dialog button[type=submit]");
        browser.until("the role", () -> roleOf(customer).equals("vendor"));
        browser.see("h1", "Renamed");
        browser.click("main button", "End all sign-ins");
        browser.click("dialog button[type=submit]");
        browser.see(".toast", "ended");
        assertThat(api.get("/api/v1/users/me", customer.token()).status()).isEqualTo(401);
    }

    @Test
    void theChartHasItsFiguresInATable() {
        var phone = Api.somePhone();
        api.verify(api.session(phone), api.code(phone));
        browser.until(
                "a code in the journal",
                () -> database.count("select count(*) from sms_messages where verified_at > now() - interval '1 day'")
                        > 0);
        open("#/funnel");
        browser.see("#chart canvas");
        browser.click("summary", "As a table");
        browser.see("details td");
        browser.click("#divided ~ .scroll td a");
        browser.see(".filters a", "Country:");
        assertFitsTheWidth();
        assertNoBarriers();
    }

    @Test
    void anAppIsSetUpAndItsCodesOpenWhatNeedsAFreshProof() {
        open("#/account");
        browser.click("main button", "Set up your authenticator app");
        var app = new App(browser.see("dialog .secret").getText());
        assertThat(browser.see("dialog img").getSize().getWidth()).isGreaterThan(100);
        browser.type("dialog input[name=code]", app.code());
        browser.click("dialog button[type=submit]");
        browser.see("dialog h2", "recovery codes");
        assertThat(browser.driver().findElements(By.cssSelector("dialog .codes li")))
                .hasSize(10);
        assertNoBarriers();
        browser.click("dialog button", "I have kept them");
        browser.see("main .tag", "Protected");
        browser.see("main p", "10 codes are left");
        assertNoBarriers();
        assertFitsTheWidth();
    }

    @Test
    void aPasskeyIsAddedAndRemoved() {
        var device = browser.driver()
                .addVirtualAuthenticator(new VirtualAuthenticatorOptions()
                        .setHasResidentKey(true)
                        .setHasUserVerification(true)
                        .setIsUserVerified(true));
        open("#/account");
        browser.click("main button", "Add passkey");
        browser.type("dialog input[name=name]", "Till");
        browser.click("dialog button[type=submit]");
        browser.see("main td", "Till");
        browser.see("main .note", "no recovery codes");
        browser.click("main button", "New recovery codes");
        browser.click("dialog button[type=submit]");
        browser.click("dialog button", "I have kept them");
        browser.see("main p", "10 codes are left");
        assertThat(device.getCredentials()).hasSize(1);
        assertNoBarriers();
        browser.click("main td button", "Remove");
        browser.click("dialog button[type=submit]");
        browser.see("main .empty", "no passkey");
        browser.driver().removeVirtualAuthenticator(device);
    }

    @Test
    void somebodyIsInvitedByEmail() {
        open("#/people");
        browser.click("main button", "Invite somebody");
        browser.type("dialog input[name=email]", "new." + UUID.randomUUID() + "@example.com");
        browser.type("dialog input[name=full_name]", "Nadia");
        browser.click("dialog button[type=submit]");
        browser.see("dialog .words", "/console#/invitation/");
        assertNoBarriers();
        browser.click("dialog button", "Close");
        browser.see("#invitations ~ .scroll td", "Nadia");
        browser.click("#invitations ~ .scroll button", "Withdraw");
        browser.see(".toast", "counts no more");
    }

    @Test
    void aTestEventIsSeenAmongTheCalls() {
        var id = endpoint();
        open("#/webhooks/" + id);
        browser.click("main button", "Send a test event");
        browser.see(".toast", "on its way");
        database.run("delete from webhook_endpoints where id = $1::uuid", id);
    }

    private String endpoint() {
        var body = "{\"url\": \"https://shop.example/" + UUID.randomUUID() + "\", \"topics\": [\"order.placed\"]}";
        var answer = Api.answer(api.call(HttpMethod.POST, "/api/v1/webhooks/endpoints", body, headers -> {
            headers.setBearerAuth(accounts.admin());
            headers.setContentType(MediaType.APPLICATION_JSON);
        }));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.field("id");
    }

    private void open(String hash) {
        browser.script("location.hash = arguments[0]", hash);
    }

    private void choose(String row) throws IOException {
        var file = Files.writeString(
                folder.resolve("prices.csv"), "product_id,currency,amount_minor,title,active\r\n" + row + "\r\n");
        browser.click("main button", "Import CSV");
        browser.see("dialog #price-file");
        browser.driver().findElement(By.id("price-file")).sendKeys(file.toString());
    }

    private long priceOf(String product) {
        return database.count("select coalesce(max(amount_minor), 0) from prices where product_id = $1", product);
    }

    private String roleOf(Accounts.Account account) {
        return (String) database.rows("select role from users where id = $1", account.id())
                .get(0)
                .get("role");
    }

    private void put(String product, int amount) {
        var body = "{\"prices\": [{\"product_id\": \"" + product + "\", \"currency\": \"BDT\", \"amount_minor\": "
                + amount + "}]}";
        var answer = Api.answer(api.call(HttpMethod.PUT, "/api/v1/prices?part=true", body, headers -> {
            headers.setBearerAuth(accounts.admin());
            headers.setContentType(MediaType.APPLICATION_JSON);
        }));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
}
