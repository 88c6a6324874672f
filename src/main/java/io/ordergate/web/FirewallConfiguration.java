package io.ordergate.web;

import java.util.function.Predicate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;

/** The strict firewall of Spring Security, behind a first look, and with a short way for headers of visible ASCII. */
@Configuration(proxyBeanMethods = false)
class FirewallConfiguration {

    @Bean
    ServerWebExchangeFirewall firewall() {
        var firewall = new StrictServerWebExchangeFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(
                true); // no route has another method than ours: the answer is 405, with Allow
        firewall.setAllowedHeaderNames(plainOr(StrictServerWebExchangeFirewall.ALLOWED_HEADER_NAMES));
        firewall.setAllowedHeaderValues(plainOr(StrictServerWebExchangeFirewall.ALLOWED_HEADER_VALUES));
        return new PlainRequests(firewall);
    }

    /** Visible ASCII passes the usual rule (assigned characters, no controls), which asks a regular expression each time. */
    static Predicate<String> plainOr(Predicate<String> usual) {
        return text -> (text != null && PlainRequests.isVisibleAscii(text)) || usual.test(text);
    }
}
