package io.ordergate.identity.account;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.password.PasswordRules;
import io.ordergate.identity.password.Passwords;
import io.ordergate.identity.user.UserRepository;
import io.ordergate.support.Failure;
import io.ordergate.support.secret.Ids;
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.Role;
import jakarta.validation.Validator;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Creates the first admin from ADMIN_EMAIL and ADMIN_PASSWORD, once: with an admin in the database the two settings
 * have no effect. An account that was registered under the address does not become an admin, since nobody knows who
 * registered the account.
 */
@Component
class FirstAdmin {

    private static final Logger log = LoggerFactory.getLogger(FirstAdmin.class);

    private final FirstAdminSettings settings;
    private final UserRepository users;
    private final Passwords passwords;
    private final SecurityEvents events;
    private final Ids ids;

    FirstAdmin(
            FirstAdminSettings settings,
            Validator validator,
            UserRepository users,
            Passwords passwords,
            SecurityEvents events,
            PasswordRules rules,
            Ids ids) {
        this.settings = settings;
        this.users = users;
        this.passwords = passwords;
        this.events = events;
        this.ids = ids;
        if (settings.isNamed()) {
            check(settings, validator);
            check(settings.password().value(), rules);
        }
    }

    /** Creates the admin; Spring subscribes. Of several nodes the database lets one create the admin. */
    @EventListener(ApplicationReadyEvent.class)
    Mono<Void> make() {
        return settings.isNamed() ? users.hasAdmin().filter(has -> !has).flatMap(none -> makeOne()) : Mono.empty();
    }

    private Mono<Void> makeOne() {
        return passwords
                .hash(settings.password().value())
                .flatMap(hash -> users.insertFirstAdmin(
                        ids.next(), settings.name(), Objects.requireNonNull(settings.email()), hash))
                .doOnNext(made -> log.info("The first admin was made out of ADMIN_EMAIL: account {}", made.id()))
                .delayUntil(made -> events.record(SecurityEvent.selfService(
                        made.id(), SecurityEventType.REGISTERED, new ClientAddress("start-up"))))
                .switchIfEmpty(Mono.fromRunnable(() ->
                        log.warn("ADMIN_EMAIL is the address of an account that exists: it was not made an admin")))
                .then();
    }

    private static void check(FirstAdminSettings settings, Validator validator) {
        var wrong = validator.validate(settings);
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(wrong.stream()
                    .map(each -> "ADMIN_" + each.getPropertyPath().toString().toUpperCase(Locale.ROOT) + " "
                            + each.getMessage())
                    .sorted()
                    .collect(Collectors.joining("; ")));
        }
    }

    private static void check(String password, PasswordRules rules) {
        try {
            rules.requireLength(password, Role.ADMIN);
        } catch (Failure tooShort) {
            throw new IllegalStateException(
                    "ADMIN_PASSWORD " + tooShort.errors().get(0).message()
                            + "; where there is an admin it means nothing any more: remove it with ADMIN_EMAIL");
        }
    }
}
