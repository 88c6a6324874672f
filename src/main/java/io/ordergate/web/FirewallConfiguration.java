package io.ordergate.web;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;

/** The strict firewall of Spring Security, with a short way for headers that every client sends. */
@Configuration(proxyBeanMethods = false)
class FirewallConfiguration {

    @Bean
    ServerWebExchangeFirewall firewall() {
        var firewall = new StrictServerWebExchangeFirewall();
        firewall.setAllowedHeaderNames(plainOr(StrictServerWebExchangeFirewall.ALLOWED_HEADER_NAMES));
        firewall.setAllowedHeaderValues(plainOr(StrictServerWebExchangeFirewall.ALLOWED_HEADER_VALUES));
        return firewall;
    }

    /** Visible ASCII passes the usual rule (assigned characters, no controls), which asks a regular expression each time. */
    static Predicate<String> plainOr(Predicate<String> usual) {
        return text -> isVisibleAscii(text) || usual.test(text);
    }

    /** The firewall asks about headers that are not there, too. */
    private static boolean isVisibleAscii(@Nullable String text) {
        if (text == null) {
            return false;
        }
        for (var index = 0; index < text.length(); index++) {
            var character = text.charAt(index);
            if (character < ' ' || character > '~') {
                return false;
            }
        }
        return true;
    }
}
