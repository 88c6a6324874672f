package io.ordergate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.identity.factor.App;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions.Protocol;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions.Transport;

/** What staff show besides a password: a code of their app, or a passkey; and once more before money moves. */
class StaffSignInTests extends BrowserTest {

    @Test
    void anAppShowsTheCode() {
        var staff = signIn("admin");
        browser.click("nav a", "My account");
        browser.click("button", "Set up your authenticator app");
        browser.see("dialog .qr");
        assertNoBarriers();
        var app = new App(browser.see("code.secret").getText());
        browser.type("dialog input[name=code]", app.code());
        browser.click("dialog button[type=submit]");
        browser.see(".codes li");
        assertNoBarriers();
        browser.click("dialog button.main");
        browser.see(".tag", "Protected");

        browser.click("nav button", "Sign out");
        staff.signIn(browser);
        proveBy(app, staff);
        browser.see("h1", "Today");

        var order = paidOrder();
        proveLongAgo(staff);
        expectComplaint("/refund .* 403");
        browser.open(at("/console#/orders/" + order.id()));
        browser.driver().navigate().refresh();
        browser.click(".money button", "Give money back");
        browser.type("dialog input[name=amount]", "100.50");
        browser.click("dialog button.danger");
        proveBy(app, staff);
        browser.see(".timeline", "100.50");
    }

    @Test
    void aPasskeySignsIn() {
        var device = browser.driver()
                .addVirtualAuthenticator(new VirtualAuthenticatorOptions()
                        .setProtocol(Protocol.CTAP2)
                        .setTransport(Transport.INTERNAL)
                        .setHasResidentKey(true)
                        .setHasUserVerification(true)
                        .setIsUserVerified(true));
        try {
            var staff = signIn("admin");
            browser.click("nav a", "My account");
            browser.click("button", "Add passkey");
            browser.type("dialog input[name=name]", Strangers.SCRIPTS.get(1));
            assertNoBarriers();
            browser.click("dialog button[type=submit]");
            browser.see("main td", Strangers.SCRIPTS.get(1));
            assertThat(Strangers.traces(browser)).isEmpty();
            browser.click("nav button", "Sign out");
            staff.signIn(browser);
            browser.click("dialog button", "Use passkey");
            browser.see("h1", "Today");
        } finally {
            browser.driver().removeVirtualAuthenticator(device);
        }
    }

    /** Types the code that the app shows now, which counts even if one of the same half minute was typed before. */
    private void proveBy(App app, Staff staff) {
        browser.see("dialog input[name=code]");
        database.run(
                "update second_factors set totp_step = 0 where user_id = (select id from users where email = $1)",
                staff.email());
        browser.type("dialog:last-of-type input[name=code]", app.code());
        browser.click("dialog:last-of-type button[type=submit]");
    }

    private void proveLongAgo(Staff staff) {
        database.run("""
                update refresh_families set factor_at = now() - interval '6 minutes'
                 where user_id = (select id from users where email = $1) and factor_at is not null""", staff.email());
    }
}
