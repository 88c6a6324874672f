package io.ordergate.web;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;

/** The callers of one cell of the table: a customer with an order, and everybody who may or may not come near it. */
class People {

    private final Accounts accounts;
    private final Database database;
    private final Accounts.Account customer;
    private final String order;

    People(Accounts accounts, Api api, Database database) {
        this.accounts = accounts;
        this.database = database;
        accounts.admin(); // so that no caller is the last
        customer = accounts.account("customer");
        var placed = api.verify(api.session(customer.phone()), api.code(customer.phone()));
        order = placed.field("id");
    }

    String order() {
        return order;
    }

    String customer() {
        return customer.id().toString();
    }

    /** The token of a caller; none for nobody. */
    String token(String caller) {
        return switch (caller) {
            case "nobody" -> "";
            case "guest" -> accounts.guest(customer.phone());
            case "customer" -> customer.token();
            case "other" -> accounts.customer();
            case "vendor" -> accounts.vendor();
            case "admin" -> accounts.admin();
            case "deactivated" -> deactivated();
            case "expired" -> accounts.expired(customer);
            case "foreign" -> accounts.ofAnotherKey(customer);
            case "none" -> unsigned();
            default -> throw new IllegalArgumentException(caller);
        };
    }

    private String deactivated() {
        var account = accounts.account("admin");
        database.run("update users set active = false where id = $1", account.id());
        return account.token();
    }

    /** The customer's claims under {@code alg: none}. */
    private String unsigned() {
        var claims = customer.token().split("\\.", -1)[1];
        return "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0." + claims + ".";
    }
}
