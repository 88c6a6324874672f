package io.ordergate.identity.signin;

import io.ordergate.identity.federation.FirebaseAccounts;
import io.ordergate.identity.token.AccessToken;
import io.ordergate.identity.token.Tokens;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.web.security.ClientAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Registers customers and signs them in by password, for other features: in Firebase when Firebase holds the accounts,
 * else here.
 */
@Service
public class PasswordSignIns {

    private final Registrations registrations;
    private final PasswordLogins logins;
    private final FirebaseAccounts firebase;

    PasswordSignIns(Registrations registrations, PasswordLogins logins, FirebaseAccounts firebase) {
        this.registrations = registrations;
        this.logins = logins;
        this.firebase = firebase;
    }

    /**
     * Registers a customer and returns the id of the account, of Firebase or of this service. Errors:
     * {@code email-taken}, {@code invalid-request}, {@code service-unavailable}.
     */
    public Mono<String> register(
            String name, String email, String password, @Nullable PhoneNumber claimed, ClientAddress address) {
        return firebase.areUsed()
                ? firebase.register(name, email, password, claimed, address)
                : registrations
                        .register(name, email, password, claimed, address)
                        .map(user -> user.id().toString());
    }

    /**
     * An access token that this service accepts. Errors: {@code wrong-credentials}, {@code account-deactivated},
     * {@code too-many-requests}, {@code service-unavailable}.
     */
    public Mono<AccessToken> login(String email, String password, ClientAddress address) {
        return firebase.areUsed()
                ? firebase.login(email, password, address)
                : logins.login(email, password, address).map(Tokens::access);
    }
}
