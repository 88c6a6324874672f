package io.ordergate.browser;

import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import java.util.Map;
import java.util.UUID;

/** Somebody of the shop who signs in to the console with a password. */
record Staff(String email, String role) {

    static final String PASSWORD = "a sentence that nobody guesses";

    static Staff of(String role, Api api, Database database) {
        var email = role + "." + UUID.randomUUID() + "@example.com";
        var made = api.post("/api/v1/auth/register", Map.of("name", "A " + role, "email", email, "password", PASSWORD));
        if (made.status() != 201) {
            throw new AssertionError("register answered " + made.status() + " " + made.body());
        }
        database.run("update users set role = $1 where email = $2", role, email);
        return new Staff(email, role);
    }

    /** Types e-mail address and password into the page that asks for them. */
    void signIn(Browser browser) {
        browser.type("input[name=email]", email);
        browser.type("input[name=password]", PASSWORD);
        browser.click("form button[type=submit]");
    }
}
