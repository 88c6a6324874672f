package io.ordergate.identity.federation;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.audit.SecurityEvents;
import io.ordergate.identity.password.FailedLogins;
import io.ordergate.identity.token.AccessToken;
import io.ordergate.support.EmailAddress;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.http.Fault;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.http.RemoteCall;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.http.RemoteServers;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Registers and signs in users whose passwords Firebase keeps, through the REST API of its Identity Toolkit. */
@Component
public class FirebaseAccounts {

    private static final Logger log = LoggerFactory.getLogger(FirebaseAccounts.class);
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration USUAL_LIFE = Duration.ofHours(1);
    private static final Duration BLOCKED = Duration.ofMinutes(5);
    private static final JsonMapper JSON = new JsonMapper();

    private final FederationSettings.Firebase settings;
    private final RemoteServer server;
    private final ExternalCallers callers;
    private final FailedLogins failures;
    private final SecurityEvents events;
    private final Clock clock;

    FirebaseAccounts(
            FederationSettings settings,
            RemoteServers servers,
            ExternalCallers callers,
            FailedLogins failures,
            SecurityEvents events,
            Clock clock) {
        this.settings = settings.firebase();
        this.server = settings.server(servers);
        this.callers = callers;
        this.failures = failures;
        this.events = events;
        this.clock = clock;
    }

    /** Whether Firebase holds the accounts with passwords. */
    public boolean areUsed() {
        return settings.holdsAccounts();
    }

    /**
     * Creates an account in Firebase and the linked account here, and returns the id in Firebase. Errors:
     * {@code email-taken}, {@code invalid-request}, {@code service-unavailable}.
     */
    public Mono<String> register(
            String name, String email, String password, @Nullable PhoneNumber claimed, ClientAddress address) {
        return call("signUp", email, password)
                .map(answer -> answer.path("localId").asString(""))
                .delayUntil(uid -> callers.linked(identity(uid, name, email, claimed), address));
    }

    /**
     * Firebase's token for a right password. Errors: {@code wrong-credentials}, {@code account-deactivated},
     * {@code too-many-requests}, {@code service-unavailable}.
     */
    public Mono<AccessToken> login(String email, String password, ClientAddress address) {
        var attempt = call("signInWithPassword", email, password).map(FirebaseAccounts::token);
        return failures.counted(email, address, attempt)
                .onErrorResume(FirebaseAccounts::isWrongPassword, error -> events.record(
                                SecurityEvent.attempted(null, SecurityEventType.LOGIN_FAILED, address))
                        .then(Mono.error(error)));
    }

    private ExternalIdentity identity(String uid, String name, String email, @Nullable PhoneNumber claimed) {
        var now = clock.instant();
        return new ExternalIdentity(
                settings.issuer(),
                Sensitive.of(uid),
                Sensitive.of(name),
                EmailAddress.read(email),
                false,
                claimed,
                Role.CUSTOMER,
                now,
                now);
    }

    private Mono<JsonNode> call(String call, String email, String password) {
        var body = JSON.writeValueAsString(Map.of("email", email, "password", password, "returnSecureToken", true));
        var url = settings.toolkit(call) + "?key=" + settings.apiKey().value();
        return server.ask(RemoteCall.post(call, url, body)).map(answer -> read(call, answer));
    }

    private static JsonNode read(String call, RemoteAnswer answer) {
        if (answer.fault() != Fault.NONE) {
            log.warn("Firebase did not answer {}: {}", call, answer.reason());
            throw unavailable();
        }
        var json = answer.json();
        if (answer.status() == 200 && !json.path("localId").asString("").isEmpty()) {
            return json;
        }
        throw refusal(json.path("error").path("message").asString("").replaceAll("\\s*:.*", ""));
    }

    /**
     * The refusal for an error message of Firebase: the words before the colon are a code, those after the colon are
     * for people.
     */
    private static Failure refusal(String message) {
        return switch (message) {
            case "EMAIL_EXISTS" -> Failure.of(ProblemCode.EMAIL_TAKEN);
            case "INVALID_EMAIL", "MISSING_EMAIL" -> Failure.field("email", "must be an e-mail address");
            case "WEAK_PASSWORD", "MISSING_PASSWORD", "PASSWORD_DOES_NOT_MEET_REQUIREMENTS" ->
                Failure.field("password", "is too weak");
            case "EMAIL_NOT_FOUND", "INVALID_PASSWORD", "INVALID_LOGIN_CREDENTIALS" ->
                Failure.of(ProblemCode.WRONG_CREDENTIALS);
            case "USER_DISABLED" -> Failure.of(ProblemCode.ACCOUNT_DEACTIVATED);
            case "TOO_MANY_ATTEMPTS_TRY_LATER" ->
                Failure.of(ProblemCode.TOO_MANY_REQUESTS).retryAfter(BLOCKED);
            default -> {
                log.warn("Firebase refused a call: {}", message.replaceAll("[^A-Z_]", "?"));
                yield unavailable();
            }
        };
    }

    private static AccessToken token(JsonNode answer) {
        var seconds = answer.path("expiresIn").asString("");
        var life = seconds.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(seconds)) : USUAL_LIFE;
        return new AccessToken(Sensitive.of(answer.path("idToken").asString("")), life);
    }

    private static boolean isWrongPassword(Throwable error) {
        return error instanceof Failure failure && failure.code() == ProblemCode.WRONG_CREDENTIALS;
    }

    private static Failure unavailable() {
        return Failure.of(ProblemCode.SERVICE_UNAVAILABLE).retryAfter(SOON);
    }
}
