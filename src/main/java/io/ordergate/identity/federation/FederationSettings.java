package io.ordergate.identity.federation;

import io.ordergate.support.http.RemoteLimits;
import io.ordergate.support.http.RemoteServer;
import io.ordergate.support.http.RemoteServers;
import io.ordergate.support.secret.Sensitive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who else may say who somebody is.
 *
 * @param linkByEmail whether a proven e-mail address opens the customer account that has the same one
 * @param timeout patience with each of them
 */
@ConfigurationProperties("ordergate.federation")
record FederationSettings(
        @DefaultValue Firebase firebase,
        @DefaultValue Oidc oidc,
        @DefaultValue("false") boolean linkByEmail,
        @DefaultValue("5s") Duration timeout) {

    private static final int CONNECTIONS = 50;
    private static final int WAITING = 200;
    private static final int LONGEST_ANSWER = 256 * 1024;

    /** All of them together, with few connections and small answers. */
    RemoteServer server(RemoteServers servers) {
        return servers.server("issuers", new RemoteLimits(CONNECTIONS, WAITING, timeout, LONGEST_ANSWER));
    }

    /**
     * Firebase Auth.
     *
     * @param emulatorHost host and port of an emulator, whose tokens nobody signs
     * @param toolkitUrl the Identity Toolkit
     * @param keysUrl the keys of Firebase's tokens, as a JWK set
     */
    record Firebase(
            @DefaultValue("") String projectId,
            @DefaultValue("") Sensitive apiKey,
            @DefaultValue("") String emulatorHost,

            @DefaultValue("https://identitytoolkit.googleapis.com")
            String toolkitUrl,

            @DefaultValue("https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com")
            String keysUrl) {

        boolean verifiesTokens() {
            return !projectId.isBlank();
        }

        boolean holdsAccounts() {
            return verifiesTokens() && !apiKey.isBlank();
        }

        boolean isEmulated() {
            return verifiesTokens() && !emulatorHost.isBlank();
        }

        String issuer() {
            return "https://securetoken.google.com/" + projectId;
        }

        /** An address of the Identity Toolkit; the emulator has the real host in its path. */
        String toolkit(String call) {
            var host = isEmulated() ? "http://" + emulatorHost + "/identitytoolkit.googleapis.com" : toolkitUrl;
            return host + "/v1/accounts:" + call;
        }
    }

    /**
     * OpenID Connect issuers that are known by their discovery documents.
     *
     * @param issuers {@code issuer|audience|client}, separated by commas; an issuer may be there several times
     * @param roleClaim {@code issuer|claim}: the claim that holds roles; dots lead into nested claims
     * @param roles what the roles of that claim are here, such as {@code issuer|shop-admin=admin,issuer|clerk=vendor}
     */
    record Oidc(
            @DefaultValue("") String issuers,
            @Nullable String roleClaim,
            @DefaultValue("") String roles) {}
}
