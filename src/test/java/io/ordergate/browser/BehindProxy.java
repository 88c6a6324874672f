package io.ordergate.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.test.context.TestPropertySource;

/** The tests of a class once more, with the service under a path of a host that has TLS. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@TestPropertySource(
        properties = {
            "ordergate.order-link.public-url=" + BehindProxy.URL,
            "ordergate.payment.public-url=" + BehindProxy.URL,
            "ordergate.passkey.public-url=" + BehindProxy.URL,
            "ordergate.payment.return-url=" + BehindProxy.URL + BrowserTest.RETURN
        })
@interface BehindProxy {

    String PREFIX = "/shop/api";
    String URL = "https://" + Front.HOST + PREFIX;
}
