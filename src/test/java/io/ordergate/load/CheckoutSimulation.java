package io.ordergate.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.rampConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Customers who order by a texted code: initiate, read the code from the developer's inbox, verify, read the order.
 * Properties: {@code baseUrl}, {@code duration} in seconds, and either {@code users} at once (a closed model) or
 * {@code rate} of new customers a second (an open one).
 */
public class CheckoutSimulation extends Simulation {

    private static final String BASE_URL = System.getProperty("baseUrl", "http://127.0.0.1:8080");
    private static final int USERS = Integer.getInteger("users", 16);
    private static final double RATE = Double.parseDouble(System.getProperty("rate", "0"));
    private static final Duration DURATION = Duration.ofSeconds(Integer.getInteger("duration", 30));
    private static final Duration RAMP = Duration.ofSeconds(Integer.getInteger("ramp", 5));

    private static final String ORDER = """
            {"phone_number": "#{phone}", "customer_name": "Rahim", "address": "House 7, Road 3, Dhanmondi, Dhaka",
             "payment_method": "cash_on_delivery",
             "items": [{"product_id": "bk-1", "title": "Lalsalu", "unit_price": "450.00", "quantity": 2}]}""";

    private static final ChainBuilder CHECKOUT = exec(session -> session.set("phone", somePhone()))
            .exec(http("initiate")
                    .post("/api/v1/orders/initiate")
                    .body(StringBody(ORDER))
                    .check(status().is(202), jsonPath("$.session_token").saveAs("session_token")))
            .exitHereIfFailed()
            .exec(http("inbox")
                    .get("/dev/inbox")
                    .queryParam("phone", "#{phone}")
                    .check(jsonPath("$.items[0].text")
                            .transform(text -> text.substring(0, 6))
                            .saveAs("code")))
            .exitHereIfFailed()
            .exec(http("verify")
                    .post("/api/v1/orders/verify")
                    .body(StringBody("{\"session_token\": \"#{session_token}\", \"pin_code\": \"#{code}\"}"))
                    .check(
                            status().is(201),
                            jsonPath("$.id").saveAs("id"),
                            jsonPath("$.access_token").saveAs("access_token")))
            .exitHereIfFailed()
            .exec(http("read")
                    .get("/api/v1/orders/#{id}")
                    .header("Authorization", "Bearer #{access_token}")
                    .check(status().is(200), jsonPath("$.status").is("verified")));

    private static final ScenarioBuilder CUSTOMERS = scenario("Checkout").exec(CHECKOUT);

    private static final HttpProtocolBuilder HTTP =
            http.baseUrl(BASE_URL).contentTypeHeader("application/json").shareConnections();

    public CheckoutSimulation() {
        setUp(customers().protocols(HTTP))
                .assertions(
                        global().failedRequests().count().is(0L),
                        details("verify").successfulRequests().count().gt(0L));
    }

    private static PopulationBuilder customers() {
        return RATE > 0
                ? CUSTOMERS.injectOpen(
                        rampUsersPerSec(1).to(RATE).during(RAMP),
                        constantUsersPerSec(RATE).during(DURATION))
                : CUSTOMERS.injectClosed(
                        rampConcurrentUsers(1).to(USERS).during(RAMP),
                        constantConcurrentUsers(USERS).during(DURATION));
    }

    private static String somePhone() {
        return "+88018" + String.format("%08d", ThreadLocalRandom.current().nextInt(100_000_000));
    }
}
