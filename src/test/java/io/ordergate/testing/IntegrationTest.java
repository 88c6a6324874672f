package io.ordergate.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/** The whole service on a port of its own and on a real PostgreSQL, with limits per address that tests do not reach. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "ordergate.rate-limit.otp-address=1000000/1h",
            "ordergate.rate-limit.verify-address=1000000/1m",
            "ordergate.rate-limit.status-address=1000000/1m",
            "ordergate.rate-limit.read=1000000/1m",
            "ordergate.rate-limit.country-budget=1000000",
            "ordergate.rate-limit.address-budget=1000000",
            "ordergate.rate-limit.total-budget=1000000",
            "ordergate.rate-limit.login-address=1000000/1m",
            "ordergate.rate-limit.register-address=1000000/1m",
            "ordergate.rate-limit.order-address=1000000/1m",
            "ordergate.rate-limit.order-account=1000000/1m",
            "ordergate.rate-limit.order-phone=1000000/1m",
            "ordergate.cleanup.interval=365d",
            "ordergate.fulfilment.interval=365d",
            "ordergate.outbox.relay=false",
            "ordergate.payment.interval=365d",
            "ordergate.password.strength=4",
            "ordergate.password.queue-per-address=10000",
            "ordergate.secret.key=a secret of the tests that has 32 bytes and some",
            "ordergate.web.connections-per-address=4000",
            "server.address=127.0.0.1"
        })
@ContextConfiguration(initializers = TestDatabase.class)
@Import({Api.class, Database.class, Accounts.class})
public @interface IntegrationTest {}
