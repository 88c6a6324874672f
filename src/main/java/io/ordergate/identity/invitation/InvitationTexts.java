package io.ordergate.identity.invitation;

import io.ordergate.ratelimit.RateLimitDecision;
import io.ordergate.ratelimit.RateLimitPolicies;
import io.ordergate.ratelimit.RateLimiter;
import io.ordergate.sms.gateway.SmsGateway;
import io.ordergate.sms.text.TextTemplates;
import io.ordergate.support.phone.PhoneNumber;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Writes what invited people read, and texts it to phones. The service sends no e-mail: an admin does. */
@Component
class InvitationTexts {

    /** A purpose of its own, so that texts about orders cannot use up the budget of such a text. */
    private static final String PURPOSE = "invitation";

    private final TextTemplates templates;
    private final SmsGateway gateway;
    private final RateLimiter limiter;
    private final RateLimitPolicies policies;

    InvitationTexts(TextTemplates templates, SmsGateway gateway, RateLimiter limiter, RateLimitPolicies policies) {
        this.templates = templates;
        this.gateway = gateway;
        this.limiter = limiter;
        this.policies = policies;
    }

    /**
     * Texts a link. Errors: {@code too-many-requests}, {@code phone-unreachable}, {@code phone-not-served},
     * {@code sms-unavailable}.
     */
    Mono<Void> send(PhoneNumber phone, @Nullable String language, String link) {
        var wanted = language == null ? templates.ofCountry(phone.country()) : templates.choose(List.of(language));
        return limiter.acquire(policies.noticesPerCountry(), phone.country())
                .flatMap(RateLimitDecision::orRefuse)
                .then(Mono.defer(() ->
                        gateway.send(phone, PURPOSE, templates.text("invitation.text", wanted, Map.of("link", link)))))
                .then();
    }

    String subject(@Nullable String language) {
        return templates.text("invitation.subject", chosen(language), Map.of());
    }

    String body(@Nullable String language, Invitation invitation, String link) {
        var name = invitation.fullName();
        var until = LocalDate.ofInstant(invitation.expiresAt(), ZoneOffset.UTC);
        var words = Map.of("name", name, "link", link, "until", until.toString());
        return templates.text(name.isEmpty() ? "invitation.body" : "invitation.body.name", chosen(language), words);
    }

    private String chosen(@Nullable String language) {
        return templates.choose(language == null ? List.of() : List.of(language));
    }
}
